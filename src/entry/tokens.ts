import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { limits } from '../../protocol/limits.js';
import { joinSchema } from '../../protocol/messages.js';
import { byOwnClock } from '../hops/clock.js';
import { done, refuse, type StepResult } from '../hops/step.js';
import type { Grant } from './grant.js';

export interface TokenRules {
  /** Finds the key that a token was signed with. */
  key: JWTVerifyGetKey;
  /** Names of RFC 7518, section 3.1: those of the key, and no other. */
  algorithms: string[];
  audience: string;
  issuer: string | undefined;
  /** Whether a token has to say what its holder is called. */
  named: boolean;
}

/** Clocks of the gateway and of the issuer of tokens may differ by this much, in seconds. */
export const leewaySeconds = 5;
const roomsOfOne = 100;

const claimsSchema = z.object({
  exp: z.number(),
  sub: z.string().max(256).optional(),
  rooms: z.union([z.literal('*'), z.array(joinSchema.shape.room).max(roomsOfOne)], {
    error: `must be "*" or a list of at most ${roomsOfOne} rooms`,
  }),
  capacity: z.int().min(1).optional(),
  name: joinSchema.shape.username.optional(),
});

/** Reads tokens: signed JWTs (RFC 7515, 7519) with the claims `rooms`, and perhaps `name`, `capacity` and `sub`. */
export class Tokens {
  constructor(private readonly rules: TokenRules) {}

  /** The grant that a token is; a refusal names the rule that it breaks, and nothing of what it holds. */
  async read(token: string | undefined): Promise<StepResult<Grant>> {
    if (token === undefined || token === '') return refuse('token-missing');
    if (token.length > limits.tokenChars)
      return refuse('token-invalid', `It has over ${limits.tokenChars} characters.`);
    const { key, algorithms, audience, issuer } = this.rules;
    const options = {
      algorithms,
      audience,
      requiredClaims: ['exp'],
      clockTolerance: leewaySeconds,
      ...(issuer !== undefined && { issuer }),
    };
    try {
      const { payload } = await jwtVerify(token, key, options);
      return this.grant(payload);
    } catch (error) {
      return refusalOf(error);
    }
  }

  private grant(payload: object): StepResult<Grant> {
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) {
      const [issue] = claims.error.issues;
      return refuse('token-invalid', `${issue?.path.join('.')}: ${issue?.message}`);
    }
    const { exp, sub, rooms, capacity, name } = claims.data;
    if (this.rules.named && name === undefined) return refuse('token-invalid', 'name: is missing');
    return done({
      rooms,
      ...(capacity !== undefined && { capacity }),
      ...(name !== undefined && { name }),
      ...(sub !== undefined && { holder: sub }),
      until: byOwnClock((exp + leewaySeconds) * 1000),
    });
  }
}

function refusalOf(error: unknown): StepResult<Grant> {
  if (error instanceof errors.JWTExpired) return refuse('token-expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refuse(
      'token-invalid',
      `${error.claim}: ${error.reason === 'missing' ? 'is missing' : 'is not what it must be'}`,
    );
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return refuse('token-invalid', 'alg: is not one that is taken');
  if (error instanceof errors.JWSSignatureVerificationFailed) return refuse('token-invalid', 'The signature is wrong.');
  if (error instanceof errors.JWKSNoMatchingKey) return refuse('token-invalid', 'There is no key that fits it.');
  const unreadable = [errors.JWSInvalid, errors.JWTInvalid, errors.JOSENotSupported, errors.JWKSMultipleMatchingKeys];
  if (unreadable.some((kind) => error instanceof kind)) return refuse('token-invalid', 'It cannot be read.');
  return refuse('token-unchecked');
}

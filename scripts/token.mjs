/** Mints a token with JWT_SECRET, for trying: anyone who has the secret of a gateway can let others in. */
import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { Failure } from './child.mjs';

const usage = `Usage: npm run token -- --room den --name Anna [--ttl 3600] [--capacity 2] [--sub anna]

  --room      a room that it is for; several times for several, "*" for any
  --name      what its holder is called; without, the page says it
  --ttl       seconds that it is good for (3600)
  --capacity  how many participants a room may hold that its holder opens or fills
  --sub       whom it is for; a renewed token has to be for the same

JWT_SECRET, JWT_AUDIENCE and JWT_ISSUER are those of the gateway.`;

const options = {
  room: { type: 'string', multiple: true },
  name: { type: 'string' },
  ttl: { type: 'string', default: '3600' },
  capacity: { type: 'string' },
  sub: { type: 'string' },
};

function read(args) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Failure(`${error.message}\n\n${usage}`);
  }
}

function whole(text, key) {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Failure(`--${key} must be a whole number of at least 1.\n\n${usage}`);
  return Number(text);
}

/** Writes the token to standard output, and the link that it opens the call page with to standard error. */
export async function token(args, env = process.env) {
  const { room, name, ttl, capacity, sub } = read(args);
  if (!room) throw new Failure(usage);
  const secret = new TextEncoder().encode(env.JWT_SECRET);
  if (secret.length < 32) throw new Failure('Set JWT_SECRET to that of the gateway: at least 32 bytes.');
  const claims = {
    rooms: room.includes('*') ? '*' : room,
    ...(name && { name }),
    ...(capacity && { capacity: whole(capacity, 'capacity') }),
  };
  const jwt = new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime(`${whole(ttl, 'ttl')}s`)
    .setAudience(env.JWT_AUDIENCE || 'hopline');
  if (env.JWT_ISSUER) jwt.setIssuer(env.JWT_ISSUER);
  if (sub) jwt.setSubject(sub);
  const minted = await jwt.sign(secret);
  console.log(minted);
  const link = new URLSearchParams({ room: room[0] === '*' ? 'den' : room[0] }).toString();
  console.error(`\nhttp://localhost:${env.PORT || 3000}/?${link}#token=${minted}`);
  return 0;
}

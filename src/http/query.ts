import { applyDecorators, BadRequestException } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { z } from 'zod';
import { rulesOf } from '../../protocol/issues.js';
import { handshakeFilterSchema } from '../../protocol/console.js';
import { openApi } from './open-api.js';

/** A query as its schema has it; what breaks a rule is answered with 400 and the rule. */
export function readQuery<S extends z.ZodType>(schema: S, query: unknown): z.infer<S> {
  const read = schema.safeParse(query);
  if (read.success) return read.data;
  throw new BadRequestException(rulesOf(read.error, 'query'));
}

/** Documents the fields of the filter. */
export function ApiFilter(): MethodDecorator {
  const fields = Object.entries(handshakeFilterSchema.shape).map(([name, rule]) =>
    ApiQuery({
      name,
      required: false,
      schema: openApi(rule.unwrap()),
      ...(rule.description && { description: rule.description }),
    }),
  );
  return applyDecorators(...fields);
}

import { z } from 'zod';
import { reportBatchSchema } from './reports.js';

type Check = (value: unknown) => boolean;
type Shape = z.core.JSONSchema.BaseSchema;

/** The words of JSON Schema that are understood: one more in the schema of the reports must not be passed over. */
const understood = 'type enum pattern minimum maximum items maxItems properties required additionalProperties $schema';

/**
 * Is it a batch as probes write it? What passes here passes the schema, and means the same; what does not is for the schema
 * to judge, which says what is wrong. A property test holds the two against each other.
 *
 * The schema makes a copy and some objects more for every field: of a full batch 140 of 320 kB.
 */
export const isPlainBatch = checkOf(z.toJSONSchema(reportBatchSchema)) as (
  value: unknown,
) => value is z.infer<typeof reportBatchSchema>;

/** A check that makes nothing. */
function checkOf(shape: Shape): Check {
  const strange = Object.keys(shape).find((word) => !understood.split(' ').includes(word));
  if (strange !== undefined) throw new Error(`No check for ${strange}`);
  if (shape.enum) {
    const known = new Set<unknown>(shape.enum);
    return (value) => known.has(value);
  }
  switch (shape.type) {
    case 'object':
      return objectCheck(shape);
    case 'array':
      return arrayCheck(shape);
    case 'string':
      return textCheck(shape);
    case 'number':
    case 'integer':
      return numberCheck(shape);
    case 'boolean':
      return (value) => typeof value === 'boolean';
    default:
      throw new Error('No check for what has no type');
  }
}

function textCheck({ pattern = '' }: Shape): Check {
  const expression = new RegExp(pattern);
  return (value) => typeof value === 'string' && expression.test(value);
}

function numberCheck({ minimum = -Number.MAX_VALUE, maximum = Number.MAX_VALUE, type }: Shape): Check {
  return (value) =>
    typeof value === 'number' && value >= minimum && value <= maximum && (type === 'number' || Number.isInteger(value));
}

/** No class of its own, so that every field is one that the client wrote; and no field but those that are known. */
function objectCheck({ properties = {}, required = [] }: Shape): Check {
  const checks = new Map(Object.entries(properties).map(([field, shape]) => [field, checkOf(shape as Shape)]));
  const needed = new Set(required);
  return (value) => {
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
    let missing = needed.size;
    for (const field in value) {
      if (!checks.get(field)?.((value as Record<string, unknown>)[field])) return false;
      if (needed.has(field)) missing--;
    }
    return missing === 0;
  };
}

function arrayCheck({ items, maxItems = Infinity }: Shape): Check {
  const check = checkOf(items as Shape);
  return (value) => Array.isArray(value) && value.length <= maxItems && value.every(check);
}

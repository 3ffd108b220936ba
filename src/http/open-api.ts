import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type ApiResponseNoStatusOptions } from '@nestjs/swagger';
import { z } from 'zod';

type Schema = Extract<ApiResponseNoStatusOptions, { schema: unknown }>['schema'];

/** The OpenAPI schema of a zod schema, so that what is documented is what the types say. */
export function openApi(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { target: 'openapi-3.0' }) as Schema;
}

/** Serves the OpenAPI document and its page under `/api/docs`. */
export function serveApiDocs(app: INestApplication, version: string): void {
  const options = new DocumentBuilder()
    .setTitle('Hopline')
    .setDescription('Every WebRTC handshake: which hop is missing, who owes it and what to do about it.')
    .setVersion(version)
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, options), {
    jsonDocumentUrl: 'api/docs/openapi.json',
  });
}

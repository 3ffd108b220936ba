import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type ApiResponseNoStatusOptions } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';

type Schema = Extract<ApiResponseNoStatusOptions, { schema: unknown }>['schema'];

/** The OpenAPI schema of a zod schema, so that what is documented is what the types say. */
export function openApi(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { target: 'openapi-3.0' }) as Schema;
}

/** Swagger UI's page from files alone: the one that Nest writes has its styles in it, which the pages' policy forbids. */
const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Hopline – API</title>
    <link rel="icon" href="./favicon-32x32.png" type="image/png" />
    <link rel="stylesheet" href="./swagger-ui.css" />
    <link rel="stylesheet" href="./index.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="./swagger-ui-bundle.js"></script>
    <script src="./swagger-ui-standalone-preset.js"></script>
    <script src="./swagger-ui-init.js"></script>
  </body>
</html>
`;

/** Serves the OpenAPI document and its page under `/api/docs`. */
export function serveApiDocs(app: INestApplication, version: string): void {
  const options = new DocumentBuilder()
    .setTitle('Hopline')
    .setDescription('Every WebRTC handshake: which hop is missing, who owes it and what to do about it.')
    .setVersion(version)
    .addBearerAuth()
    .build();
  app.getHttpAdapter().get('/api/docs', (request: Request, response: Response) => {
    if (request.path.endsWith('/')) response.type('html').send(page);
    else response.redirect(302, './docs/');
  });
  // Made now: as an answer it would keep the loop for 30 ms the first time. As YAML it would at each time, so there is none.
  SwaggerModule.setup('api/docs', app, SwaggerModule.createDocument(app, options), {
    raw: ['json'],
    jsonDocumentUrl: 'api/docs/openapi.json',
    // Without the bar that loads other documents, and without the validator, which is another site's.
    swaggerOptions: { layout: 'BaseLayout', validatorUrl: null },
  });
}

import { Controller, Get, Param, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

/** The address of one handshake that others link to: dashboards, traces, reports. */
@ApiExcludeController()
@Controller('console/handshakes')
export class ConsoleController {
  /** Relative, so that it holds behind a proxy that serves the gateway below a path. */
  @Get(':id')
  @Redirect()
  handshake(@Param('id') id: string): { url: string } {
    return { url: `../?handshake=${encodeURIComponent(id)}` };
  }
}

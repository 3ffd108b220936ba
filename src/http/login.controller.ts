import { Body, Controller, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { sessionSeconds, type Admin } from '../entry/admin.js';
import { sessionCookie } from './admin-gate.js';

/** Injection token of who may look. */
export const ADMIN = Symbol('admin');

/** Where a login may lead: into what it opens, and nowhere else. */
const next = /^(?:console|api)\/[\w/-]*(?:\?[\w%&=.+-]*)?$/;
const formSchema = z.object({ token: z.string().max(1024), next: z.string().regex(next).catch('console/') });

/** The login of a browser: the token goes in once, and a cookie that no script can read comes back. */
@ApiExcludeController()
@Controller('console/login')
export class LoginController {
  constructor(@Inject(ADMIN) private readonly admin: Admin) {}

  @Post()
  @HttpCode(303)
  @Header('Cache-Control', 'no-store')
  logIn(@Body() body: unknown, @Req() request: Request, @Res() response: Response): void {
    const form = formSchema.safeParse(body);
    const session = form.success ? this.admin.logIn(form.data.token, Date.now()) : undefined;
    if (session === undefined || !form.success) {
      const again = new URLSearchParams({ wrong: '', next: form.data?.next ?? '' });
      response.redirect(303, `./login.html?${again.toString()}`);
      return;
    }
    const secure = request.secure || request.headers['x-forwarded-proto'] === 'https';
    response.cookie(sessionCookie, session, {
      httpOnly: true,
      sameSite: 'strict',
      secure,
      path: '/',
      maxAge: sessionSeconds * 1000,
    });
    response.redirect(303, `../${form.data.next}`);
  }
}

import { Body, Controller, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { refusal } from '../../protocol/rejects.js';
import { sessionSeconds } from '../entry/admin.js';
import { sessionCookie, type AdminOffice } from './admin-gate.js';
import { guessesLater } from './guess-gate.js';

/** Injection token of who may look. */
export const ADMIN = Symbol('admin');

/** Where a login may lead: into what it opens, and nowhere else. */
const next = /^(?:console|api)\/[\w/-]*(?:\?[\w%&=.+-]*)?$/;
const formSchema = z.object({ token: z.string().max(1024), next: z.string().regex(next).catch('console/') });

/** The login of a browser: the token goes in once, and a cookie that no script can read comes back. */
@ApiExcludeController()
@Controller('console/login')
export class LoginController {
  constructor(@Inject(ADMIN) private readonly office: AdminOffice) {}

  @Post()
  @HttpCode(303)
  @Header('Cache-Control', 'no-store')
  logIn(@Body() body: unknown, @Req() request: Request, @Res() response: Response): void {
    const { admin, guesses, refused } = this.office;
    if (this.ofAnotherSite(request)) {
      refused();
      response.status(403).json(refusal('admin-refused', 'The login is for its own page.'));
      return;
    }
    // Once more, as many may have come at once.
    if (guessesLater(guesses, request, response)) return;
    const form = formSchema.safeParse(body);
    const session = form.success ? admin.logIn(form.data.token) : undefined;
    if (session === undefined || !form.success) {
      guesses?.add(request);
      refused();
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

  /**
   * Has the page of another site sent the form? Its own page, which sends no referrer, has the origin `null` (Fetch
   * standard, "append a request Origin header"), so that what the browser says of the site counts first (Fetch Metadata).
   */
  private ofAnotherSite(request: Request): boolean {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (site !== undefined) return site !== 'same-origin' && site !== 'none';
    return origin !== 'null' && !this.office.ownPage(request);
  }
}

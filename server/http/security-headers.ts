import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Two years, as browsers' preload lists ask. */
const HSTS_SECONDS = 2 * 365 * 24 * 60 * 60;

/** Nothing but our own files; styles inline too, because the UI kit sets style attributes. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const https = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https ? { maxAge: HSTS_SECONDS } : false,
    // With `no-referrer` a form's POST would carry `Origin: null` and be refused.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}

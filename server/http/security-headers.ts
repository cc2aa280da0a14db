/** The headers of every answer, also of those that bypass Express. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Two years, as the browsers' preload lists require. */
const HSTS_SECONDS = 2 * 365 * 24 * 60 * 60;

/** Browser features that pages could request. The desk's pages only copy texts. */
const deniedFeatures = [
  ...['accelerometer', 'autoplay', 'bluetooth', 'browsing-topics', 'camera', 'display-capture'],
  ...['encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope', 'hid'],
  ...['identity-credentials-get', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone'],
  ...['midi', 'otp-credentials', 'payment', 'picture-in-picture', 'publickey-credentials-create'],
  ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb'],
  ...['window-management', 'xr-spatial-tracking'],
];

const permissionsPolicy = [
  ...deniedFeatures.map((feature) => `${feature}=()`),
  'clipboard-write=(self)',
].join(', ');

/** Only our own files; inline styles too, because the UI kit sets style attributes. */
function helmetFor(publicUrl: string): RequestHandler {
  const https = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
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
    // With `no-referrer` a form's POST would have `Origin: null` and be refused.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
}

/**
 * The headers of every answer, by name. Answers are `no-store` unless their handler overrides it,
 * as the client's files do.
 */
export function securityHeaderLines(publicUrl: string): ReadonlyMap<string, string> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  // The headers don't depend on the request, so they are computed once.
  helmetFor(publicUrl)(response.req as never, response as never, () => undefined);
  response.setHeader('Permissions-Policy', permissionsPolicy);
  response.setHeader('Cache-Control', 'no-store');
  return new Map(response.getHeaderNames().map((name) => [name, String(response.getHeader(name))]));
}

/** Sets these headers on all later answers. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const lines = securityHeaderLines(publicUrl);
  return (_request, response, next) => {
    for (const [name, value] of lines) response.setHeader(name, value);
    next();
  };
}

/** What every answer carries, also those that never reach Express. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Two years, as browsers' preload lists ask. */
const HSTS_SECONDS = 2 * 365 * 24 * 60 * 60;

/** Features of a browser that a page could ask for. The desk's own pages copy texts, no more. */
const deniedFeatures = [
  ...['accelerometer', 'autoplay', 'bluetooth', 'browsing-topics', 'camera', 'display-capture'],
  ...['encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope', 'hid'],
  ...['identity-credentials-get', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone'],
  ...['midi', 'otp-credentials', 'payment', 'picture-in-picture', 'publickey-credentials-create'],
  ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'speaker-selection', 'usb'],
  ...['window-management', 'xr-spatial-tracking'],
];

const permissionsPolicy = [
  ...deniedFeatures.map((feature) => `${feature}=()`),
  'clipboard-write=(self)',
].join(', ');

/** Nothing but our own files; styles inline too, because the UI kit sets style attributes. */
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
    // With `no-referrer` a form's POST would carry `Origin: null` and be refused.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
}

/**
 * The headers of every answer, by name. Nothing may be kept by a cache unless whoever answers says
 * so: only the client's own files do.
 */
export function securityHeaderLines(publicUrl: string): ReadonlyMap<string, string> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  // The headers depend on no request, so they are worked out once.
  helmetFor(publicUrl)(response.req as never, response as never, () => undefined);
  response.setHeader('Permissions-Policy', permissionsPolicy);
  response.setHeader('Cache-Control', 'no-store');
  return new Map(response.getHeaderNames().map((name) => [name, String(response.getHeader(name))]));
}

/** Sets them on everything that comes after it. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const lines = securityHeaderLines(publicUrl);
  return (_request, response, next) => {
    for (const [name, value] of lines) response.setHeader(name, value);
    next();
  };
}

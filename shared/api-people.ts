/** The endpoints about people: the signed-in person, staff, the shop's settings, the audit log. */
import { z } from 'zod';
import {
  cursor,
  exportReason,
  instant,
  instantInQuery,
  limit,
  nameOf,
  page,
  payToken,
  reason,
  staffId,
  uuid,
  won,
  type Endpoint,
} from './api-pieces.ts';
import {
  auditActions,
  auditActorTypes,
  auditFaults,
  type AuditCheckpoint,
  type AuditVerdict,
  type ListedAuditEntry,
} from './audit.ts';
import {
  APPROVAL_HOURS_MAX,
  EMAIL,
  EMAIL_MAX,
  GRACE_SECONDS_MAX,
  LIMIT_MAX_WON,
  PERSON_NAME_MAX,
  REFUND_REASONS_MAX,
  SHOP_NAME_MAX,
} from './limits.ts';
import { permissions, roles } from './permissions.ts';
import { ACCESS_YEARS, BUYER_DATA_YEARS, type ShopSettings } from './settings.ts';

/**
 * A person's layout of the payment list: order, visibility and width (px) of columns. `[]`: the
 * default. The server doesn't know the columns, so that a layout works across builds: an unknown
 * column is ignored, and a missing one keeps its default place.
 */
const listColumns = z
  .array(
    z.object({
      id: z.string().regex(/^[A-Za-z]{1,32}$/, 'is no name of a column'),
      shown: z.boolean(),
      widthPx: z.int().min(40).max(800).optional(),
    }),
  )
  .max(60)
  .refine((columns) => new Set(columns.map(({ id }) => id)).size === columns.length, {
    message: 'names a column twice',
  });

const preferences = z.strictObject({
  language: z.enum(['ko', 'en']).optional(),
  theme: z.enum(['light', 'dark', 'auto']).optional(),
  density: z.enum(['dense', 'normal', 'roomy']).optional(),
  shortcuts: z.boolean().optional(),
  listColumns: listColumns.optional(),
  /**
   * Whether to notify this person of a new approval request (승인 대기), by the browser or by a sound.
   */
  approvalNotice: z.boolean().optional(),
  approvalSound: z.boolean().optional(),
});

const email = z.string().trim().min(3).max(EMAIL_MAX).regex(EMAIL, 'is no e-mail address');
const personName = nameOf(PERSON_NAME_MAX);

/** An account as shown to managers. */
const staffEntry = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    disabled: z.boolean(),
    mayExport: z.boolean(),
    /** The person's refund limit per day; `null`: the settings' limit for the role. */
    dayCeilingWon: won.nullable(),
    twoFactor: z.boolean(),
    createdAt: instant,
    lastSignInAt: instant.nullable(),
    /** End of an open link to choose a password; `null` if there is none. */
    linkUntil: instant.nullable(),
    /** No password has been chosen for this account yet. */
    invited: z.boolean(),
  })
  .meta({ id: 'StaffEntry' });

/** A link to choose a password, shown once. `mailable`: the desk can mail it to its person. */
const passwordLink = z.object({ link: z.string(), until: instant, mailable: z.boolean() });

const byRole = <T extends z.ZodType>(one: T) => z.strictObject({ operator: one, manager: one });
const ceiling = won.max(LIMIT_MAX_WON).nullable();
const limitWon = z.int().min(1).max(LIMIT_MAX_WON).nullable();

const editableSettings: {
  [Key in keyof ShopSettings]: z.ZodType<ShopSettings[Key], ShopSettings[Key]>;
} = {
  shopName: nameOf(SHOP_NAME_MAX),
  businessNumber: z
    .string()
    .trim()
    .regex(/^\d{3}-?\d{2}-?\d{5}$/, 'must have ten digits, as 123-45-67890')
    .nullable(),
  refundReasons: z.array(reason).min(1).max(REFUND_REASONS_MAX),
  approvalFromWon: limitWon,
  approvalHours: z.int().min(1).max(APPROVAL_HOURS_MAX),
  graceSeconds: byRole(z.int().min(0).max(GRACE_SECONDS_MAX)),
  stepUpFromWon: limitWon,
  personDayWon: byRole(ceiling),
  shopDayWon: ceiling,
  pushAmounts: z.boolean(),
  accessYears: z.int().min(ACCESS_YEARS.least).max(ACCESS_YEARS.most),
  buyerDataYears: z.int().min(BUYER_DATA_YEARS.least).max(BUYER_DATA_YEARS.most),
};

const settings = z
  .object({
    ...editableSettings,
    /** An older build allowed other characters. */
    refundReasons: z.array(z.string()),
    /** Number of changes; saving a form that was opened on an older version is refused. */
    version: z.int(),
    callbackUrl: z.string(),
    retUrl: z.string(),
    retCancelUrl: z.string(),
    keyLast4: z.string(),
    mode: z.enum(['test', 'live']),
  })
  .meta({ id: 'Settings' });

const auditEntry: z.ZodType<ListedAuditEntry> = z
  .object({
    seq: z.int(),
    at: instant,
    actor: z.object({
      type: z.enum(auditActorTypes),
      id: z.string().nullable(),
      name: z.string().nullable(),
      address: z.string().nullable(),
    }),
    action: z.enum(auditActions),
    payToken: z.string().nullable(),
    operationId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    prevHash: z.string(),
    hash: z.string(),
    orderNo: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

const auditCheckpoint: z.ZodType<AuditCheckpoint> = z.object({
  seq: z.int(),
  hash: z.string(),
  at: instant,
  signature: z.string(),
});

const auditVerdict: z.ZodType<AuditVerdict> = z
  .object({
    ok: z.boolean(),
    rows: z.int(),
    firstSeq: z.int().nullable(),
    lastSeq: z.int().nullable(),
    lastHash: z.string().nullable(),
    checkpoints: z.int(),
    lastCheckpoint: auditCheckpoint.nullable(),
    broken: z.object({ seq: z.int(), fault: z.enum(auditFaults) }).nullable(),
  })
  .meta({ id: 'AuditVerdict' });

const ownSessions = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      createdAt: instant,
      activeAt: instant,
      expiresAt: instant,
      address: z.string().nullable(),
      /** The browser's user agent at sign-in. */
      agent: z.string().nullable(),
      /** The session of this request. */
      current: z.boolean(),
    }),
  ),
});

const byId = z.object({ id: staffId.min(1) });

export const peopleEndpoints = {
  'GET /api/me': {
    summary: 'Who is signed in, what they may do, and which desk this is',
    who: 'staff',
    beforeTwoFactor: true,
    answers: {
      200: z.object({
        staff: z.object({
          id: z.string(),
          name: z.string(),
          email: z.string(),
          role: z.enum(roles),
        }),
        permissions: z.array(z.enum(permissions)),
        /** Managers' changes of accounts that still cause a wait, newest first. */
        accountNotices: z.array(
          z.object({
            what: z.enum(['made', 'reset', 'enabled', 'disabled', 'demoted']),
            at: instant,
            until: instant,
            staffId: z.string(),
            staffName: z.string(),
            byId: z.string(),
            byName: z.string(),
          }),
        ),
        /**
         * Settings by which PostgreSQL may lose what it has confirmed, as they are now. Only
         * managers are told.
         */
        mayLose: z.array(z.string()),
        mode: z.enum(['test', 'live']),
        sandbox: z.boolean(),
        shopName: z.string(),
        version: z.string(),
        /** Rules for this person's money operations. */
        rules: z.object({
          /** A refund of this many won or more needs a second person; `null`: none does. */
          approvalFromWon: won.nullable(),
          approvalHours: z.int(),
          /** Delay before a refund is sent; it can be withdrawn until then. */
          graceSeconds: z.int(),
          /** This person is the shop's only active manager, so no other one can decide. */
          soleManager: z.boolean(),
          /** When `soleManager` becomes true, after another manager was disabled or demoted. */
          soleFrom: instant.nullable(),
          /**
           * People whose requests this person may not approve yet, because they made or reset this
           * account.
           */
          heldFor: z.array(z.object({ staffId: z.string(), until: instant })),
          /** When others may first approve this person's requests; `null`: now. */
          approvableFrom: instant.nullable(),
          /** Refunds from this amount on need a fresh second factor, if the person has one. */
          stepUpFromWon: won.nullable(),
          /** The person's refund limit of today and the part used; `null`: no limit. */
          dayCeiling: z.object({ ceilingWon: won, usedWon: won }).nullable(),
        }),
        twoFactor: z.object({
          enrolled: z.boolean(),
          /** Required: before it is set up, nothing else is possible. */
          required: z.boolean(),
          recoveryCodesLeft: z.int(),
          /** Until when the second factor counts as fresh. */
          freshUntil: instant.nullable(),
        }),
        session: z.object({ endsAt: instant, lockAfterSeconds: z.int() }),
      }),
    },
  },
  'GET /api/me/preferences': {
    summary: 'Language, theme and the like of the signed-in person',
    who: 'staff',
    beforeTwoFactor: true,
    answers: { 200: preferences },
  },
  'PUT /api/me/preferences': {
    summary: 'Replaces the preferences of the signed-in person',
    who: 'staff',
    beforeTwoFactor: true,
    body: preferences,
    answers: { 200: preferences },
  },
  'GET /api/me/sessions': {
    summary: 'The own sign-ins that hold',
    who: 'staff',
    beforeTwoFactor: true,
    answers: { 200: ownSessions },
  },
  'DELETE /api/me/sessions/:id': {
    summary: 'Ends one of the own sign-ins; answers those that are left',
    who: 'staff',
    beforeTwoFactor: true,
    stepUp: true,
    params: byId,
    answers: { 200: ownSessions },
  },
  'DELETE /api/me/sessions': {
    summary: 'Ends all own sign-ins but this one, which gets a new cookie; answers what is left',
    who: 'staff',
    beforeTwoFactor: true,
    stepUp: true,
    answers: { 200: ownSessions },
  },
  'GET /api/staff': {
    summary: 'Every account, disabled ones too',
    who: 'staff.manage',
    answers: { 200: z.object({ items: z.array(staffEntry) }) },
  },
  'GET /api/staff/names': {
    summary: 'What everybody who works or worked here is called, by name',
    who: 'payments.read',
    answers: {
      200: z.object({
        items: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            /** The account is not disabled. */
            active: z.boolean(),
          }),
        ),
      }),
    },
  },
  'POST /api/staff': {
    summary: 'Invites somebody; the link to choose a password is shown once',
    who: 'staff.manage',
    stepUp: true,
    body: z.strictObject({ email, name: personName, role: z.enum(roles) }),
    answers: { 201: z.object({ staff: staffEntry, ...passwordLink.shape }) },
  },
  'PATCH /api/staff/:id': {
    summary: 'Changes role, rights or name, disables or enables; takes effect at once',
    who: 'staff.manage',
    stepUp: true,
    params: byId,
    body: z
      .strictObject({
        name: personName.optional(),
        role: z.enum(roles).optional(),
        mayExport: z.boolean().optional(),
        dayCeilingWon: ceiling.optional(),
        disabled: z.boolean().optional(),
      })
      .refine((body) => Object.keys(body).length > 0, 'changes nothing'),
    answers: { 200: staffEntry },
  },
  'POST /api/staff/:id/reset-password': {
    summary: 'Ends the person’s sessions and makes a link to choose a new password',
    who: 'staff.manage',
    stepUp: true,
    params: byId,
    answers: { 200: passwordLink },
  },
  'POST /api/staff/:id/mail-link': {
    summary: 'Mails a link to choose a password, as it was shown, to its person',
    who: 'staff.manage',
    params: byId,
    body: z.strictObject({ link: z.url().max(300) }),
    answers: { 200: z.object({ email: z.string() }) },
  },
  'POST /api/staff/:id/reset-two-factor': {
    summary: 'Takes the second factor away, for somebody who lost it; ends the sessions',
    who: 'staff.manage',
    stepUp: true,
    params: byId,
    answers: { 200: staffEntry },
  },
  'GET /api/settings': {
    summary: "The shop's settings",
    who: 'staff',
    answers: { 200: settings },
  },
  'PUT /api/settings': {
    summary: 'Replaces what may be changed; bound to the version that was seen',
    who: 'settings.manage',
    stepUp: true,
    body: z.strictObject({
      settings: z.strictObject({
        ...editableSettings,
        // Older callers do not send it.
        pushAmounts: editableSettings.pushAmounts.optional(),
      }),
      seenVersion: z.int().min(0),
    }),
    answers: { 200: settings },
  },
  'GET /api/audit': {
    summary: 'The audit log, the newest first',
    who: 'audit.read',
    query: z.strictObject({
      staff: staffId.optional(),
      /** Of staff alone, without storefronts and the desk itself. */
      by: z.enum(['staff']).optional(),
      action: z.enum(auditActions).optional(),
      payToken: payToken.optional(),
      operationId: uuid.optional(),
      from: instantInQuery.optional(),
      to: instantInQuery.optional(),
      cursor,
      limit,
    }),
    answers: { 200: page(auditEntry) },
  },
  'GET /api/audit/verify': {
    summary: 'Reads the whole chain and names the first broken row',
    who: 'audit.read',
    answers: { 200: auditVerdict },
  },
  'POST /api/audit/checkpoints': {
    summary: 'Signs the newest row now, to be kept outside of the desk',
    who: 'audit.read',
    answers: { 201: z.object({ checkpoint: auditCheckpoint, publicKey: z.string() }) },
  },
  'GET /api/audit/export': {
    summary: 'The log as one file that verifies by itself; the reason is recorded',
    who: 'audit.read',
    stepUp: true,
    perMinute: 20,
    file: 'application/x-ndjson',
    query: z.strictObject({ reason: exportReason }),
    answers: { 200: z.string() },
  },
} as const satisfies Record<string, Endpoint>;

/** Objects that belong to a person, and the outcome of another person's request about them. */

export const ownObjects = [
  {
    what: 'session',
    asked: 'a colleague signs out, locks the screen or changes the own password',
    then: 'nobody else’s session ends or is locked',
  },
  {
    what: 'session',
    asked: 'a bearer of another is sent beside the own cookie',
    then: 'the bearer alone decides; the cookie adds nothing to it',
  },
  {
    what: 'second factor',
    asked: 'a colleague’s code or recovery code is given in the own session',
    then: 'wrong-code, and the code still serves its owner',
  },
  {
    what: 'second factor',
    asked: 'a set-up that a colleague has begun is confirmed in the own session',
    then: 'wrong-code; neither has a second factor',
  },
  {
    what: 'preferences',
    asked: 'they are replaced, naming a colleague',
    then: 'invalid-request; without the name, only the own ones change',
  },
  {
    what: 'refund lease',
    asked: 'another operator takes or gives back the lease of a payment',
    then: 'it stays the holder’s, and the answer names the holder',
  },
  {
    what: 'operation',
    asked: 'another operator or a manager withdraws it',
    then: 'forbidden, and it stays as it was',
  },
  {
    what: 'operation',
    asked: 'a manager approves or declines the own one',
    then: 'second-person-needed, and it stays as it was',
  },
  {
    what: 'operation',
    asked: 'its id is used again by another person, for another amount',
    then: 'operation-id-reused, and nothing of the first one is told',
  },
  {
    what: 'account',
    asked: 'a manager changes the own role, or resets the own password or second factor',
    then: 'own-account',
  },
] as const satisfies readonly { what: string; asked: string; then: string }[];

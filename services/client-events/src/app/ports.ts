/** Who sends a request, as far as a token says so. */
export interface Client {
  /** The user's id in the pool. */
  readonly sub: string;
  /** Undefined for a token that was issued without one. */
  readonly clientId: string | undefined;
}

/** Whoever can tell a token of ours from any other text. */
export interface TokenVerifier {
  /**
   * @throws {UnauthorizedError} `InvalidToken`: it is no access token of the pool for the app client, or no more.
   * @throws {UnavailableError} `KeysUnavailable`: the pool's keys cannot be read, and none is known.
   */
  verify(token: string): Promise<Client>;
}

/** The users of the pool. */
export interface Users {
  /**
   * Writes the client's id to a user; safe to repeat.
   *
   * @throws {UnavailableError} `UsersUnavailable`.
   */
  setClientId(user: {
    readonly userPoolId: string;
    readonly userName: string;
    readonly clientId: string;
  }): Promise<void>;
}

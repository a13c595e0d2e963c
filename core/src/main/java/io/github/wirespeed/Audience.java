package io.github.wirespeed;

/** Who receives from the connections of a supervisor, in their order. Strand only. */
interface Audience {
  /** Nobody: the messages go to a handler. */
  Audience NONE =
      new Audience() {
        @Override
        public void whenDrained(Runnable told) {}

        @Override
        public void opened(Gap gap, Connection connection) {}

        @Override
        public void over(Connection connection) {}

        @Override
        public int backlog() {
          return 0;
        }

        @Override
        public void ended(NotConnectedException how) {}
      };

  /** Whom to tell, on any thread, when a connection has no messages left. Before the first one. */
  void whenDrained(Runnable told);

  /**
   * A connection is ready, behind those before.
   *
   * @param gap before it; null if there is none
   */
  void opened(Gap gap, Connection connection);

  /** A connection is over; there may be messages of it that were not received yet. */
  void over(Connection connection);

  /** How many connections have messages that were not received yet, or may have. */
  int backlog();

  /** There will be no other connection. */
  void ended(NotConnectedException how);
}

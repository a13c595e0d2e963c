package io.github.wirespeed.bench.clients;

/**
 * What a driver asks of a library's connection. One thread at a time sends, and what one wrote in
 * its fields the next one sees.
 */
interface Link {
  /**
   * What {@link #send} sends from now on, in whatever form the library sends it from.
   *
   * @param payload nobody changes it
   */
  void prepare(byte[] payload) throws Exception;

  /** Sends the payload as a binary message. */
  void send() throws Exception;

  /** All that goes out together was sent. */
  default void flush() throws Exception {}

  /** Runs the first sends, where the library wants its calls from a thread of its own. */
  default void start(Runnable sends) {
    sends.run();
  }

  /** The closing handshake, or just the end. */
  void close() throws Exception;
}

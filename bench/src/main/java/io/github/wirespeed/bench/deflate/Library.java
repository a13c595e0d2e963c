package io.github.wirespeed.bench.deflate;

import java.io.Closeable;

/** A client library, used as its documentation recommends. */
interface Library extends Closeable {
  /** What it is called in the table. */
  String label();

  /** Whether it is ours. */
  default boolean ours() {
    return false;
  }

  /** Opens a connection that compresses every message. */
  Link open(String uri, Setting setting) throws Exception;

  /** An open connection. One thread uses it. */
  interface Link extends Closeable {
    /**
     * Sends a text message, or leaves it to be sent; waits where the library must be waited for.
     */
    void send(String text) throws Exception;

    /** Waits until so many messages have come in all. */
    void await(int messages) throws Exception;

    /** How many characters they had in all. */
    long chars();
  }
}

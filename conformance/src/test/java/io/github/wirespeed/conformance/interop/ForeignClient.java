package io.github.wirespeed.conformance.interop;

/** A client of a library that is not ours. */
interface ForeignClient {
  /** Opens a connection. */
  ForeignPeer connect(String uri) throws Exception;

  /** Whether the library sends a Close between the frames of a message, not behind them. */
  default boolean canCloseInMessage() {
    return true;
  }

  /** Whether the library can send a Close without a code. */
  default boolean canCloseEmpty() {
    return true;
  }

  /** Whether the library compresses each message by itself when the server wants it so. */
  default boolean canStartAfresh() {
    return true;
  }

  /** Releases its threads. */
  default void stop() throws Exception {}
}

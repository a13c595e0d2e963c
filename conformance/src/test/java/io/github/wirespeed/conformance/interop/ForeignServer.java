package io.github.wirespeed.conformance.interop;

/** A server of a library that is not ours, on a free port of the loopback interface. */
interface ForeignServer {
  /** What every server must take: the largest message of the tests. */
  int MAX_MESSAGE = 17 << 20;

  /** A path at which every message is sent back; at any other the messages are kept. */
  String ECHO = "/echo";

  /** "ws://127.0.0.1:port", without a path. */
  String uri();

  /** Waits for the next connection. */
  ForeignPeer accepted() throws Exception;

  /** Whether the library sends a Close between the frames of a message, not behind them. */
  default boolean canCloseInMessage() {
    return true;
  }

  /** Whether the library can send a Close without a code. */
  default boolean canCloseEmpty() {
    return true;
  }

  /** Ends it. */
  void stop() throws Exception;
}

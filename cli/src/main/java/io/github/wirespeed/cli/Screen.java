package io.github.wirespeed.cli;

import java.io.Closeable;
import java.io.IOException;

/** Where a conversation takes place: lines typed, lines shown. */
interface Screen extends Closeable {
  /** Waits for the next line; null when there is no more. Input thread only. */
  String readLine() throws IOException;

  /** Shows what arrived. Any thread. */
  void received(String line);

  /** Shows something about the conversation. Any thread. */
  void note(String line);

  /** Whether somebody types, who can also see that answers are still to come. */
  boolean interactive();

  @Override
  void close() throws IOException;
}

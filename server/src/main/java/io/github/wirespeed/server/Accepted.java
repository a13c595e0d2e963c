package io.github.wirespeed.server;

import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;

/** The first handler of a new connection. Loop thread only. */
interface Accepted extends LoopHandler {
  /** The loop watches the connection from now on, for what can be read. */
  void registered(Registration own);

  /** The server stops: nothing is to come of this one any more. */
  void stop();
}

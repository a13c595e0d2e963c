package io.github.wirespeed.conformance.interop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that is a program. */
final class ProgramServer implements ForeignServer {
  private final BlockingQueue<ForeignPeer> accepted = new LinkedBlockingQueue<>();
  private final PeerProgram program;
  private final String uri;

  ProgramServer(PeerRuntime runtime, boolean deflate) throws Exception {
    program = new PeerProgram(runtime, accepted::add);
    try {
      program.tell(PeerProgram.command("serve").put("deflate", deflate));
      uri = "ws://127.0.0.1:" + program.port();
    } catch (Throwable t) {
      program.kill();
      throw t;
    }
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public ForeignPeer accepted() throws Exception {
    return accepted.poll(60, TimeUnit.SECONDS);
  }

  @Override
  public void stop() throws Exception {
    program.kill();
  }
}

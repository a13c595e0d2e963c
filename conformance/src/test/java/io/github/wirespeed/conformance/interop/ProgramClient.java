package io.github.wirespeed.conformance.interop;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that is a program. */
final class ProgramClient implements ForeignClient {
  private final AtomicInteger connections = new AtomicInteger();
  private final PeerProgram program;
  private final boolean deflate;

  ProgramClient(PeerRuntime runtime, boolean deflate) throws Exception {
    this(runtime, deflate, null);
  }

  /**
   * A client that speaks TLS too.
   *
   * @param trust whose certificates it trusts, as PEM
   */
  ProgramClient(PeerRuntime runtime, boolean deflate, Path trust) throws Exception {
    this.program =
        new PeerProgram(
            runtime,
            trust,
            unknown -> {
              throw new AssertionError("a client that accepts");
            });
    this.deflate = deflate;
  }

  @Override
  public ForeignPeer connect(String uri) throws Exception {
    int id = connections.incrementAndGet();
    ProgramPeer peer = program.opening(id);
    program.tell(PeerProgram.command("connect", id).put("uri", uri).put("deflate", deflate));
    return program.await(peer.opened);
  }

  @Override
  public void stop() throws Exception {
    program.kill();
  }
}

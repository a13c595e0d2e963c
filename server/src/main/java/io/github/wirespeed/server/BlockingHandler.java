package io.github.wirespeed.server;

/**
 * Serves one connection from its beginning to its end, on a thread of its own: a virtual one where
 * there are such (JDK 21), else one of a pool that has as many daemon threads as there are such
 * connections.
 *
 * <pre>
 *   builder.route("/chat", ws -&gt; {
 *     for (Message m : ws) {
 *       ws.send(m);
 *     }
 *   });
 * </pre>
 *
 * <p><b>No thread.</b> Where {@link ServerBuilder#blockingThreads} refuses, or no more threads can
 * be made, the connection is closed with 1013, "try again later", and a warning is logged.
 *
 * <p><b>The server's close</b> ends the connections first, so that calls that wait throw {@link
 * io.github.wirespeed.ConnectionClosedException}. A handler that has not returned a second later is
 * interrupted; the close does not wait for it any longer. The end of one connection alone
 * interrupts nobody: its handler may be busy with something that is to be finished.
 */
@FunctionalInterface
public interface BlockingHandler {
  /**
   * Serves the connection. When it returns, the connection is closed with 1000, behind what was
   * sent; nobody has to wait for its end. What it throws is logged, by the {@link System.Logger}
   * {@code io.github.wirespeed.server}, and ends the connection with 1011. That the connection is
   * closed already is no failure: {@link io.github.wirespeed.ConnectionClosedException} may be let
   * out.
   *
   * @param ws this connection
   */
  void serve(ServerWebSocket ws) throws Exception;
}

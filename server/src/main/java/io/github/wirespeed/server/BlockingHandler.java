package io.github.wirespeed.server;

/**
 * Serves one connection from its beginning to its end, on a thread of its own: a virtual one where
 * there are such (JDK 21), else one of a pool.
 *
 * <pre>
 *   builder.route("/chat", ws -&gt; {
 *     for (Message m : ws) {
 *       ws.send(m);
 *     }
 *   });
 * </pre>
 */
@FunctionalInterface
public interface BlockingHandler {
  /**
   * Serves the connection. When it returns, the connection is closed with 1000; what it throws ends
   * it with 1011, unless the connection has ended already.
   *
   * @param ws this connection
   */
  void serve(ServerWebSocket ws) throws Exception;
}

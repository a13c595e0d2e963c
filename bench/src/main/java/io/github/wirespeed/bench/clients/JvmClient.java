package io.github.wirespeed.bench.clients;

import java.util.Locale;

/** A client for the JVM that is measured. */
public enum JvmClient {
  /** No WebSocket library: a frame made once, written and read as bytes on a plain socket. */
  FLOOR,
  /** {@code WebSocket}, by views. */
  WIRESPEED_BLOCKING,
  /** {@code AsyncWebSocket}, whose caller waits in {@code join}. */
  WIRESPEED_ASYNC,
  /** A {@code MessageHandler} on the loop. */
  WIRESPEED_CALLBACK,
  /** A {@code MessageHandler} on a {@code Poller} that the measuring thread polls. */
  WIRESPEED_POLLER,
  /** {@code java.net.http.WebSocket}. */
  JDK,
  /** Netty, on its NIO transport. */
  NETTY,
  /** Netty, on its native epoll transport. */
  NETTY_EPOLL,
  /** Jetty's client. */
  JETTY,
  /** OkHttp. */
  OKHTTP,
  /** Java-WebSocket. */
  JAVA_WEBSOCKET,
  /** Tyrus, the reference of Jakarta WebSocket. */
  TYRUS,
  /** Vert.x. */
  VERTX,
  /** nv-websocket-client. */
  NV,
  /** Apache HttpClient 5. */
  APACHE;

  /** As it is typed and shown. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it is this project's. */
  public boolean ours() {
    return this == WIRESPEED_BLOCKING
        || this == WIRESPEED_ASYNC
        || this == WIRESPEED_CALLBACK
        || this == WIRESPEED_POLLER;
  }

  /** Whether it can be told how to wait: ours and the floor; no other library can. */
  public boolean choosesWaiting() {
    return ours() || this == FLOOR;
  }
}

package io.github.wirespeed.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * How a server speaks TLS: makes the engine of each connection. Immutable.
 *
 * @param parameters a copy, complete
 */
record ServerTls(SSLContext context, SSLParameters parameters) {
  private static final long IDLE_SECONDS = 10;
  private static final long END_SECONDS = 1; // a trust manager may be asking somebody far away
  private static final AtomicInteger THREADS = new AtomicInteger();

  /**
   * Checks all of it by making an engine.
   *
   * @throws IllegalArgumentException if the context does not know a protocol or a cipher suite
   * @throws IllegalStateException if the context was not initialised
   */
  static ServerTls of(SSLContext context, SSLParameters wanted) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(wanted);
    return new ServerTls(context, engine.getSSLParameters());
  }

  SSLEngine newEngine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /**
   * Threads for what takes a handshake long, such as signatures: so that nobody else's messages
   * wait for it. As many as there are processors at most, and none while there are no handshakes.
   */
  static ThreadPoolExecutor newThreads() {
    int most = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "wirespeed-tls-" + THREADS.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Ends those threads; what they have not begun nobody waits for any more. */
  static void end(ExecutorService threads) {
    threads.shutdownNow();
    try {
      threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.github.wirespeed.bench.clients;

import io.github.wirespeed.WaitStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The process of one client, which is talked to as {@code bench/foreign/PROTOCOL.md} says. It ends
 * with its standard input, whatever threads a library has left.
 */
public final class ClientHost {
  private ClientHost() {}

  /**
   * The process.
   *
   * @param args the name of a {@link JvmClient}, and how it waits where it can be told to:
   *     adaptive, blocking or spinning
   */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // whatever a library prints is no answer
    PrintWriter out = new PrintWriter(answers, false, StandardCharsets.UTF_8);
    talk(args, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out);
    System.exit(0);
  }

  /** All of it but the process. */
  @SuppressWarnings("CatchingUnchecked") // a class that is not there is an Error
  static void talk(String[] args, BufferedReader in, PrintWriter out) throws IOException {
    Library library;
    try {
      if (args.length != 2) {
        throw new IllegalArgumentException("a client's name and how it waits are needed");
      }
      library = library(JvmClient.valueOf(args[0]), WaitStrategy.named(args[1]));
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      out.println("failed " + e.getMessage());
      out.flush();
      return;
    } catch (Exception | LinkageError e) {
      out.println("failed " + e.toString().replace('\n', ' '));
      out.flush();
      return;
    }
    new Conversation(library, out).run(in);
  }

  /**
   * The library of a client. Here, and not earlier, its classes are needed.
   *
   * @throws UnsupportedOperationException saying why it cannot run here
   */
  static Library library(JvmClient client, WaitStrategy wait) throws Exception {
    return switch (client) {
      case FLOOR -> new Floor(wait);
      case WIRESPEED_BLOCKING -> new WirespeedBlocking(wait);
      case WIRESPEED_ASYNC -> new WirespeedAsync(wait);
      case WIRESPEED_CALLBACK -> new WirespeedHandler(wait, false);
      case WIRESPEED_POLLER -> new WirespeedHandler(wait, true);
      case JDK -> new JdkLibrary();
      case NETTY -> new NettyLibrary(false);
      case NETTY_EPOLL -> new NettyLibrary(true);
      case JETTY -> new JettyLibrary();
      case OKHTTP -> new OkHttpLibrary();
      case JAVA_WEBSOCKET -> new JavaWebSocketLibrary();
      case TYRUS -> new TyrusLibrary();
      case VERTX -> new VertxLibrary();
      case NV -> new NvLibrary();
      case APACHE ->
          throw new UnsupportedOperationException(
              "its WebSocket, httpclient5-websocket, is in no release yet: there is an alpha, 5.7,"
                  + " which could not be had when this was built");
    };
  }
}

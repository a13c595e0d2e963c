package io.github.wirespeed.examples.chat;

import io.github.wirespeed.Compression;
import io.github.wirespeed.Keepalive;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.server.HttpAnswer;
import io.github.wirespeed.server.Route;
import io.github.wirespeed.server.ServerBuilder;
import io.github.wirespeed.server.Topics;
import io.github.wirespeed.server.UpgradeDecision;
import io.github.wirespeed.server.UpgradeRequest;
import io.github.wirespeed.server.WebSocketServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The server: a page, its rooms, its quotes.
 *
 * <pre>
 *   try (ChatServer chat = ChatServer.start(new InetSocketAddress("127.0.0.1", 8080))) {
 *     System.out.println("open " + chat.url());
 *     chat.await();
 *   }
 * </pre>
 */
public final class ChatServer implements AutoCloseable {
  private static final int LONGEST_NAME = 40;

  /** The page ends its input before the limit; the ping finds out about a laptop that was shut. */
  private static final WebSocketOptions OPTIONS =
      WebSocketServer.defaultOptions()
          .maxMessageSize(4096)
          .compression(Compression.deflate())
          .keepalive(Keepalive.whenIdle(Duration.ofSeconds(30)));

  private final Topics topics;
  private final Quotes quotes;
  private final WebSocketServer server;

  /**
   * Starts.
   *
   * @param builder says where, and perhaps what else is served there
   */
  ChatServer(ServerBuilder builder) throws IOException {
    String page = page();
    topics = builder.topics();
    quotes = new Quotes(topics.topic("quotes"));
    server =
        builder
            .get("/", request -> HttpAnswer.html(200, page))
            .route(
                "/rooms/{room}/{name}",
                Route.toEach(this::chatter).options(OPTIONS).onUpgrade(ChatServer::judge))
            .route("/quotes", Route.to(quotes).options(OPTIONS))
            .start();
    quotes.start();
  }

  /** Serves there, until it is closed. */
  public static ChatServer start(SocketAddress where) throws IOException {
    return new ChatServer(WebSocketServer.builder().address(where));
  }

  private Chatter chatter(UpgradeRequest request) {
    return new Chatter(
        topics.topic("room/" + request.parameter("room")), request.parameter("name"));
  }

  /** Anybody may call himself anything, within reason: a line feed ends a name in a message. */
  private static UpgradeDecision judge(UpgradeRequest request) {
    for (String name : request.parameters().values()) {
      if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
        return UpgradeDecision.reject(
            400, "names of rooms and people are one line of up to " + LONGEST_NAME + " characters");
      }
    }
    return UpgradeDecision.accept();
  }

  private static String page() throws IOException {
    try (InputStream page = ChatServer.class.getResourceAsStream("chat.html")) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What to open in a browser. */
  public String url() {
    return server.uri().replaceFirst("^ws", "http") + "/";
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    server.await();
  }

  @Override
  public void close() {
    quotes.close();
    server.close();
  }
}

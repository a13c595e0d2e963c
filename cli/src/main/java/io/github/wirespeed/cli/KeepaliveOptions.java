package io.github.wirespeed.cli;

import io.github.wirespeed.Keepalive;
import io.github.wirespeed.WebSocketOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a server that is gone is found out. */
final class KeepaliveOptions {
  @Option(
      names = "--ping-interval",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "Ping when nothing came for so long. Default: no pings.")
  private Duration interval;

  @Option(names = "--ping-always", description = "Ping that often whatever comes.")
  private boolean always;

  @Option(
      names = "--pong-timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "End it when nothing comes for so long after a ping. Default: 20s.")
  private Duration pongTimeout;

  @Option(
      names = "--stale-after",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "End it when no message comes for so long, pongs or not.")
  private Duration staleAfter;

  @Option(
      names = "--text-ping",
      paramLabel = "TEXT",
      description = "Send this text with each ping, for servers that want their own.")
  private String textPing;

  @Option(
      names = "--text-pong",
      paramLabel = "TEXT",
      description = "What answers --text-ping; it is not shown, and no ping frames are sent then.")
  private String textPong;

  /**
   * The options with these.
   *
   * @throws IllegalArgumentException if one is wrong: says which, and why
   */
  WebSocketOptions addTo(WebSocketOptions options) {
    needs("--ping-always", always, "--ping-interval", interval);
    needs("--pong-timeout", pongTimeout != null, "--ping-interval", interval);
    needs("--text-ping", textPing != null, "--ping-interval", interval);
    needs("--text-pong", textPong != null, "--text-ping", textPing);
    Keepalive keepalive = Keepalive.off();
    if (interval != null) {
      keepalive = always ? Keepalive.periodic(interval) : Keepalive.whenIdle(interval);
    }
    if (pongTimeout != null) {
      keepalive = keepalive.pongTimeout(pongTimeout);
    }
    if (staleAfter != null) {
      keepalive = keepalive.staleAfter(staleAfter);
    }
    if (textPing != null) {
      keepalive = keepalive.text(textPing);
    }
    if (textPong != null) {
      keepalive = keepalive.answeredBy(textPong);
    }
    return options.keepalive(keepalive);
  }

  private static void needs(String option, boolean given, String other, Object value) {
    if (given && value == null) {
      throw new IllegalArgumentException(option + ": needs " + other);
    }
  }
}

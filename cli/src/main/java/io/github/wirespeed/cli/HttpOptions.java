package io.github.wirespeed.cli;

import io.github.wirespeed.Compression;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.report.Terminals;
import java.io.IOException;
import java.net.CookieManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What the opening request says, and what is done with the answer. */
final class HttpOptions {
  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "One more header of the opening request. May be given again.")
  private List<String> headers = List.of();

  @Option(names = "--origin", paramLabel = "ORIGIN", description = "The header Origin.")
  private String origin;

  @Option(
      names = "--subprotocol",
      paramLabel = "NAME",
      description = "Offer a subprotocol, the preferred one first. May be given again.")
  private List<String> subprotocols = List.of();

  @Option(
      names = "--user",
      paramLabel = "USER[:PASSWORD]",
      description = {
        "Basic authentication. Other users of this machine can read a password that is typed here:"
            + " without one it is asked for."
      })
  private String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The password of --user: the first line of the file.")
  private Path passwordFile;

  @Option(
      names = "--cookies",
      description = "Keep cookies, and send them where a redirect or a new connection goes.")
  private boolean cookies;

  @Option(
      names = "--max-redirects",
      paramLabel = "N",
      description = {
        "Follow so many redirects, never out of TLS. To another server no --header and no --user"
            + " goes along. Default: 0."
      })
  private int maxRedirects;

  @Option(names = "--compress", description = "Offer permessage-deflate, for lines of any length.")
  private boolean compress;

  @Option(names = "--show-headers", description = "Show the headers of the server's answer.")
  private boolean showHeaders;

  boolean showHeaders() {
    return showHeaders;
  }

  /**
   * The options with these.
   *
   * @throws IllegalArgumentException if one is wrong: says which, and why
   */
  WebSocketOptions addTo(WebSocketOptions options) throws IOException {
    WebSocketOptions to = options;
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("--header: '" + header + "' is not 'NAME: VALUE'");
      }
      to = to.header(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    if (origin != null) {
      to = to.header("Origin", origin);
    }
    if (!subprotocols.isEmpty()) {
      to = to.subprotocols(subprotocols.toArray(String[]::new));
    }
    if (maxRedirects < 0) {
      throw new IllegalArgumentException("--max-redirects: " + maxRedirects + " is negative");
    }
    to = to.redirects(maxRedirects);
    if (cookies) {
      to = to.cookies(new CookieManager());
    }
    if (compress) {
      to = to.compression(Compression.deflate().threshold(0));
    }
    return withCredentials(to);
  }

  private WebSocketOptions withCredentials(WebSocketOptions options) throws IOException {
    if (user == null) {
      if (passwordFile != null) {
        throw new IllegalArgumentException(
            "--password-file: there is no --user that it belongs to");
      }
      return options;
    }
    int colon = user.indexOf(':');
    if (colon >= 0 && passwordFile != null) {
      throw new IllegalArgumentException("--user has a password, and so has --password-file");
    }
    return colon >= 0
        ? options.credentials(user.substring(0, colon), user.substring(colon + 1))
        : options.credentials(user, passwordFile == null ? asked() : firstLine(passwordFile));
  }

  private static String firstLine(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("--password-file: " + file + " is empty"));
    }
  }

  @SuppressWarnings("SystemConsoleNull") // at a terminal there is one
  private String asked() {
    char[] typed =
        Terminals.isTerminal() ? System.console().readPassword("Password of %s: ", user) : null;
    if (typed == null) {
      throw new IllegalArgumentException(
          "--user: no password, and no terminal to ask at: --password-file FILE reads one");
    }
    return new String(typed);
  }
}

package io.github.wirespeed.cli;

import io.github.wirespeed.Compression;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.Terminals;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ws connect}: talks to a server by hand, or from a pipe. */
@Command(
    name = "connect",
    description = {
      "Talk to a server: shows what arrives, sends the lines that are typed as text.",
      "/ping, /close CODE REASON and /help are commands; //x sends text that starts with a slash."
    },
    sortOptions = false)
final class ConnectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Parameters(paramLabel = "URL", description = "ws://host[:port][/path][?query]")
  private String url;

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "One more header of the opening request. May be given again.")
  private List<String> headers = List.of();

  @Option(
      names = "--subprotocol",
      paramLabel = "NAME",
      description = "Offer a subprotocol, the preferred one first. May be given again.")
  private List<String> subprotocols = List.of();

  @Option(names = "--compress", description = "Offer permessage-deflate, for lines of any length.")
  private boolean compress;

  @Option(names = "--show-headers", description = "Show the headers of the server's answer.")
  private boolean showHeaders;

  @Override
  public Integer call() throws IOException {
    WebSocketOptions options = WebSocketOptions.defaults();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw new ParameterException(
            spec.commandLine(), "--header: '" + header + "' is not 'NAME: VALUE'");
      }
      options =
          options.header(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    if (!subprotocols.isEmpty()) {
      options = options.subprotocols(subprotocols.toArray(String[]::new));
    }
    if (compress) {
      options = options.compression(Compression.deflate().threshold(0));
    }
    try (WebSocket webSocket = WebSocket.connect(url, options);
        Screen screen = screen()) {
      if (screen.interactive()) {
        screen.note(
            "connected to "
                + url
                + (webSocket.subprotocol().isEmpty() ? "" : ", " + webSocket.subprotocol())
                + "; /help for help");
      }
      if (showHeaders) {
        webSocket
            .responseHeaders()
            .forEach((name, values) -> values.forEach(value -> screen.note(name + ": " + value)));
      }
      return new Conversation(webSocket, screen).run() ? 0 : 1;
    }
  }

  private Screen screen() throws IOException {
    return Terminals.isTerminal()
        ? new TerminalScreen()
        : new PipeScreen(System.in, spec.commandLine().getOut(), spec.commandLine().getErr());
  }
}

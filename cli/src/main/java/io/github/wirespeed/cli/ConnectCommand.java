package io.github.wirespeed.cli;

import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.Terminals;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
    customSynopsis = "ws connect [OPTIONS] URL",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Connected, and closed normally.",
      "1:Not connected, or ended in another way: one line says how.",
      "2:Called wrongly."
    },
    sortOptions = false)
final class ConnectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Parameters(paramLabel = "URL", description = "ws://[USER:PASSWORD@]HOST[:PORT][/PATH][?QUERY]")
  private String url;

  @ArgGroup(validate = false, heading = "%nThe opening request:%n", order = 1)
  private HttpOptions http = new HttpOptions();

  @ArgGroup(validate = false, heading = "%nThe network:%n", order = 4)
  private NetworkOptions network = new NetworkOptions();

  @ArgGroup(validate = false, heading = "%nKeepalive:%n", order = 5)
  private KeepaliveOptions keepalive = new KeepaliveOptions();

  @Override
  public Integer call() throws IOException {
    WebSocketOptions options = options();
    try (WebSocket webSocket = connect(options);
        Screen screen = screen()) {
      if (screen.interactive()) {
        screen.note(
            "connected to "
                + withoutPassword(url)
                + (webSocket.subprotocol().isEmpty() ? "" : ", " + webSocket.subprotocol())
                + "; /help for help");
      }
      if (http.showHeaders()) {
        webSocket
            .responseHeaders()
            .forEach((name, values) -> values.forEach(value -> screen.note(name + ": " + value)));
      }
      return new Conversation(webSocket, screen).run() ? 0 : 1;
    }
  }

  private WebSocketOptions options() throws IOException {
    try {
      return keepalive.addTo(network.addTo(http.addTo(WebSocketOptions.defaults())));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private WebSocket connect(WebSocketOptions options) throws IOException {
    try {
      return WebSocket.connect(url, options);
    } catch (IOException e) {
      String advice = Advice.on(e);
      throw advice.isEmpty() ? e : new IOException(Failure.describe(e) + "; " + advice, e);
    }
  }

  private static String withoutPassword(String url) {
    return url.replaceFirst("//[^/?#]*@", "//");
  }

  private Screen screen() throws IOException {
    return Terminals.isTerminal()
        ? new TerminalScreen()
        : new PipeScreen(System.in, spec.commandLine().getOut(), spec.commandLine().getErr());
  }
}

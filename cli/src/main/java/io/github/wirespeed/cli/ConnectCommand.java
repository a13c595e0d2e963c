package io.github.wirespeed.cli;

import io.github.wirespeed.NotConnectedException;
import io.github.wirespeed.Reconnect;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.report.Terminals;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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

  @Parameters(
      paramLabel = "URL",
      description = "ws[s]://[USER:PASSWORD@]HOST[:PORT][/PATH][?QUERY]")
  private String url;

  @ArgGroup(validate = false, heading = "%nThe opening request:%n", order = 1)
  private HttpOptions http = new HttpOptions();

  @ArgGroup(validate = false, heading = "%nTLS, for wss://:%n", order = 2)
  private TlsOptions tls = new TlsOptions();

  @ArgGroup(validate = false, heading = "%nA proxy:%n", order = 3)
  private ProxyOptions proxy = new ProxyOptions();

  @ArgGroup(validate = false, heading = "%nThe network:%n", order = 4)
  private NetworkOptions network = new NetworkOptions();

  @ArgGroup(validate = false, heading = "%nKeepalive:%n", order = 5)
  private KeepaliveOptions keepalive = new KeepaliveOptions();

  @ArgGroup(validate = false, heading = "%nReconnecting:%n", order = 6)
  private ReconnectOptions reconnect = new ReconnectOptions();

  @Override
  public Integer call() throws IOException {
    WebSocketOptions options;
    Reconnect policy;
    try {
      options = tls.addTo(http.addTo(WebSocketOptions.defaults()));
      options = keepalive.addTo(network.addTo(proxy.addTo(options)));
      policy = reconnect.policy();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return (policy == null ? once(options) : again(options, policy)) ? 0 : 1;
  }

  private boolean once(WebSocketOptions options) throws IOException {
    try (WebSocket webSocket = connect(options);
        Screen screen = screen()) {
      greet(screen, webSocket.subprotocol(), webSocket.responseHeaders());
      return new Conversation(new SingleLine(webSocket), screen).run();
    }
  }

  private WebSocket connect(WebSocketOptions options) throws IOException {
    try {
      return WebSocket.connect(url, options);
    } catch (IOException e) {
      throw Advice.added(e, e);
    }
  }

  private boolean again(WebSocketOptions options, Reconnect policy) throws IOException {
    try (Screen screen = screen();
        KeptLine line = new KeptLine(url, options, policy, screen)) {
      WebSocketConnection first = opened(line);
      greet(screen, first.subprotocol(), first.responseHeaders());
      return new Conversation(line, screen).run();
    }
  }

  private static WebSocketConnection opened(KeptLine line) throws IOException {
    try {
      return line.opened();
    } catch (NotConnectedException e) {
      throw Advice.added(e, e.getCause());
    }
  }

  private void greet(Screen screen, String subprotocol, Map<String, List<String>> headers) {
    if (screen.interactive()) {
      screen.note(
          "connected to "
              + withoutPassword(url)
              + (subprotocol.isEmpty() ? "" : ", " + subprotocol)
              + "; /help for help");
    }
    if (http.showHeaders()) {
      headers.forEach((name, values) -> values.forEach(value -> screen.note(name + ": " + value)));
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

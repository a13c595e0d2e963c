package io.github.wirespeed.cli;

import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.examples.chat.ChatServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ws chat}: the example for browsers, until it is killed. */
@Command(
    name = "chat",
    description = "Serve a chat with rooms and live quotes, for browsers: an example.",
    sortOptions = false)
final class ChatCommand implements Callable<Integer> {
  private static final int PORTS = 65_536;

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8080",
      description = "Where to listen; 0 is any free port. Default: 8080.")
  private int port;

  @Option(
      names = "--address",
      paramLabel = "A",
      defaultValue = "127.0.0.1",
      description =
          "Which address of this machine to listen at; 0.0.0.0 is all. Default: 127.0.0.1.")
  private String address;

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port >= PORTS) {
      throw wrong("--port: " + port + " is not in 0 to 65535");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (ChatServer chat = ChatServer.start(new InetSocketAddress(where(), port))) {
      // Ctrl-C leaves the process to its hooks: this one tells the pages that the server goes away.
      Runtime.getRuntime().addShutdownHook(new Thread(chat::close, "chat-close"));
      out.println("open in a browser: " + chat.url());
      out.flush();
      chat.await();
    } catch (BindException e) {
      throw new IOException(
          "cannot listen on port " + port + " of " + address + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private InetAddress where() {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw wrong("--address: there is no address '" + address + "'");
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}

package io.github.wirespeed.cli;

import io.github.wirespeed.Compression;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ws echo}: the embedded echo server, until it is killed. */
@Command(
    name = "echo",
    description = "Serve on 127.0.0.1 and send every message back.",
    sortOptions = false)
final class EchoCommand implements Callable<Integer> {
  private static final int PORTS = 65_536;

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "9001",
      description = "Where to listen; 0 is any free port. Default: 9001.")
  private int port;

  @Option(
      names = "--wait",
      paramLabel = "STRATEGY",
      defaultValue = "adaptive",
      description = "adaptive, blocking or spinning. Default: adaptive.")
  private String wait;

  @Option(
      names = "--max-message",
      paramLabel = "BYTES",
      defaultValue = "1048576",
      description = "Largest message that is taken, in bytes. Default: 1048576.")
  private int maxMessage;

  @Option(names = "--compress", description = "Compress for clients that offer permessage-deflate.")
  private boolean compress;

  @Mixin private EchoTls tls;

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port >= PORTS) {
      throw wrong("--port: " + port + " is not in 0 to 65535");
    }
    if (maxMessage < 1) {
      throw wrong("--max-message: " + maxMessage + " is not at least 1");
    }
    if (tls.mistake() != null) {
      throw wrong(tls.mistake());
    }
    PrintWriter out = spec.commandLine().getOut();
    EchoServer.Builder builder =
        EchoServer.builder()
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .waitStrategy(strategy())
            .maxMessageSize(maxMessage);
    if (compress) {
      builder.compression(Compression.deflate());
    }
    Path trust = tls.apply(builder);
    try (EchoServer server = builder.start()) {
      out.println("listening on " + server.uri());
      if (trust != null) {
        out.println("to connect: ./ws connect " + server.uri() + " --ca " + trust);
      }
      out.flush();
      server.await();
    } catch (BindException e) {
      throw new IOException("cannot listen on port " + port + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private WaitStrategy strategy() {
    try {
      return WaitStrategy.named(wait);
    } catch (IllegalArgumentException e) {
      throw wrong("--wait: " + e.getMessage());
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}

package io.github.wirespeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MainTest {
  private final Tool tool = new Tool();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nope | ws: Unknown option: '--nope'",
        "nope | ws: Unmatched argument at index 0: 'nope'",
        "bench nope | ws bench: no workload 'nope'",
        "bench server nope | ws bench server: no workload 'nope' of servers",
        "bench --wait nope | ws bench: --wait: no wait strategy 'nope'",
        "echo --port 65536 | ws echo: --port: 65536 is not in 0 to 65535",
        "echo --port x | ws echo: Invalid value for option '--port': 'x' is not an int",
        "echo --wait x | ws echo: --wait: no wait strategy 'x'",
        "echo --max-message 0 | ws echo: --max-message: 0 is not at least 1",
        "echo --tls-certificate x | ws echo: --tls-certificate: none is made without --tls",
        "echo --tls-cert x | ws echo: --tls-cert: needs --tls-key as well",
        "echo --tls-key x | ws echo: --tls-key: needs --tls-cert as well",
        "chat --port 65536 | ws chat: --port: 65536 is not in 0 to 65535",
        "chat --address [x | ws chat: --address: there is no address '[x'",
        "connect | ws connect: Missing required parameter: 'URL'",
        "connect ws://x --header x | ws connect: --header: 'x' is not 'NAME: VALUE'",
        "connect ws://x --user joe | ws connect: --user: no password, and no terminal to ask at",
        "connect ws://x --password-file f | ws connect: --password-file: there is no --user",
        "connect ws://x --user a:b --password-file f | ws connect: --user has a password, and so",
        "connect ws://x --max-redirects -1 | ws connect: --max-redirects: -1 is negative",
        "connect ws://x --connect-timeout 10 | ws connect: Invalid value for option"
            + " '--connect-timeout': '10' is not a time such as 250ms, 10s or 2m",
        "connect ws://x --connect-timeout 0s | ws connect: connect timeout of PT0S is not positive",
        "connect wss://x --cert f | ws connect: --cert: needs --key as well",
        "connect wss://x --key f | ws connect: --key: needs --cert as well",
        "connect wss://x --insecure --ca f | ws connect: --insecure trusts everybody: --ca means",
        "connect ws://x --proxy gopher://p | ws connect: --proxy: ",
        "connect ws://x --proxy http://p --proxy-system | ws connect: of --proxy,",
        "connect ws://x --attempt-delay 9ms | ws connect: attempt delay of PT0.009S is less",
        "connect ws://x --resolve x | ws connect: --resolve: 'x' is not HOST:ADDRESS",
        "connect ws://x --resolve x:y | ws connect: --resolve: 'x:y' is not HOST:ADDRESS",
        "connect ws://x --interface nope0 | ws connect: --interface: 'nope0' is neither an address",
        "connect ws://x --send-buffer 0 | ws connect: send buffer of 0 bytes is not positive",
        "connect ws://x --pong-timeout 1s | ws connect: --pong-timeout: needs --ping-interval",
        "connect ws://x --ping-always | ws connect: --ping-always: needs --ping-interval",
        "connect ws://x --text-ping a | ws connect: --text-ping: needs --ping-interval",
        "connect ws://x --max-attempts 1 | ws connect: --max-attempts: needs --reconnect",
        "connect ws://x --max-delay 1s | ws connect: --max-delay: needs --reconnect",
        "connect ws://x --rotate-after 1s | ws connect: --rotate-after: needs --reconnect",
        "connect ws://x --reconnect --max-attempts 0 | ws connect: 0 attempts are not at least 1",
        "connect ws://x --text-pong a | ws connect: --text-pong: needs --text-ping",
      })
  void aWrongCallIsOneLineAndTheUsage(String args, String message) {
    assertThat(tool.run(args.split(" "))).isEqualTo(2);
    assertThat(tool.err.toString()).startsWith(message);
    assertThat(tool.err.toString().lines().skip(1).findFirst().orElse("")).startsWith("Usage: ws");
    assertThat(tool.out.toString()).isEmpty();
  }

  @Test
  void aloneItAsksWhichCommand() {
    assertThat(tool.run()).isEqualTo(2);
    assertThat(tool.err.toString()).startsWith("ws: which command?").contains("Usage: ws");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "bench --help",
        "bench waiting -h",
        "bench server -h",
        "echo -h",
        "connect -h",
        "chat -h"
      })
  void helpIsNoMistake(String args) {
    assertThat(tool.run(args.split(" "))).isZero();
    assertThat(tool.out.toString()).startsWith("Usage: ws");
    assertThat(tool.err.toString()).isEmpty();
  }

  @Test
  void aReportSaysWhatWasTyped(@TempDir Path directory) throws IOException {
    String report = directory.toString();
    String typed =
        "bench rr --payload 256 --messages 10 --rounds 1 --client floor --report " + report;
    assertThat(tool.run(typed.split(" "))).isZero();
    assertThat(Files.readString(directory.resolve("report.md"))).contains("`./ws " + typed + "`");
  }

  @Test
  void aPortInUseIsOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(tool.run("echo", "--port", Integer.toString(taken.getLocalPort()))).isEqualTo(1);
      assertThat(tool.err.toString().lines())
          .singleElement()
          .asString()
          .startsWith("ws echo: cannot listen on port " + taken.getLocalPort());
    }
  }

  @Test
  void echoServesUntilItIsStopped() throws InterruptedException {
    Thread thread = new Thread(() -> tool.run("echo", "--port", "0"));
    thread.start();
    while (!tool.out.toString().contains("\n") && thread.isAlive()) {
      Thread.sleep(10);
    }
    String uri = tool.out.toString().strip().replace("listening on ", "");
    assertThat(uri).startsWith("ws://127.0.0.1:");
    Tool other = new Tool();
    assertThat(other.pipe("hello\n", "connect", uri)).isZero();
    assertThat(other.out.toString()).isEqualTo("< hello" + System.lineSeparator());
    thread.interrupt();
    thread.join(5000);
    assertThat(thread.isAlive()).isFalse();
  }
}

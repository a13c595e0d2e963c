package io.github.wirespeed.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.client.TestProxy.Fault;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The legs through a proxy on loopback: both sides of them, and real sockets. */
class TestProxyTest {
  private static final long LONG = TimeUnit.SECONDS.toNanos(20);
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(200);

  private ServerSocket server;
  private Thread serving;

  @BeforeEach
  void serve() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    serving = new Thread(this::greetAndEcho, "greeting-server");
    serving.setDaemon(true);
    serving.start();
  }

  /** Says something first, as no WebSocket server does. */
  private void greetAndEcho() {
    while (true) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write("hello".getBytes(ISO_8859_1));
        client.getInputStream().transferTo(client.getOutputStream());
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  /** Walks the leg, and waits for it as an opening would. */
  private Link walk(ProxyHop hop, long nanos) throws IOException {
    TcpTransport tcp = TcpTransport.connect(new InetSocketAddress(hop.host(), hop.port()), LONG);
    Link link = new Link(tcp);
    Leg leg = ProxyLegs.of(hop, "server.test", server.getLocalPort());
    try {
      for (Leg.Need need = leg.step(link); need != Leg.Need.DONE; need = leg.step(link)) {
        boolean ready =
            switch (need) {
              case READABLE -> tcp.awaitReadable(false, nanos);
              case WRITABLE -> tcp.awaitWritable(nanos);
              default -> true;
            };
        if (!ready) {
          throw leg.timedOut();
        }
      }
      return link;
    } catch (IOException e) {
      tcp.close();
      throw e;
    }
  }

  private static String read(Link link, int count) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < count) {
      if (!link.in().hasRemaining()) {
        assertThat(link.tcp().awaitReadable(false, LONG)).isTrue();
        assertThat(link.read()).as("the connection goes on").isNotNegative();
      }
      text.append(ISO_8859_1.decode(link.in()));
    }
    return text.toString();
  }

  private void passes(TestProxy proxy, ProxyHop hop) throws IOException {
    Link link = walk(hop, LONG);
    try (TcpTransport tcp = link.tcp()) {
      assertThat(read(link, 5)).isEqualTo("hello");
      tcp.write(ByteBuffer.wrap("and back".getBytes(ISO_8859_1)));
      assertThat(read(link, 8)).isEqualTo("and back");
    }
    assertThat(proxy.targets()).containsExactly("server.test:" + server.getLocalPort());
    assertThat(proxy.tunnels()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "HTTPS")
  void aProxyPassesBytesOn(ProxyHop.Kind kind) throws IOException {
    try (TestProxy proxy = TestProxy.of(kind)) {
      passes(proxy, proxy.hop());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, SLOW",
    "HTTP, TOGETHER",
    "SOCKS5, SLOW",
    "SOCKS5, TOGETHER",
    "SOCKS4A, SLOW",
    "SOCKS4A, TOGETHER"
  })
  void anAnswerMayComeSlowlyOrWithTheServersFirstBytes(ProxyHop.Kind kind, Fault how)
      throws IOException {
    try (TestProxy proxy = TestProxy.of(kind).with(how)) {
      passes(proxy, proxy.hop());
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP, ann, secret", "SOCKS5, ann, secret", "SOCKS4A, ann, ''"})
  void theUserIsServedAndNobodyElse(ProxyHop.Kind kind, String user, String password)
      throws IOException {
    try (TestProxy proxy = TestProxy.of(kind).requires(user, password)) {
      for (ProxyHop stranger : new ProxyHop[] {proxy.hop(), proxy.hop().as("bob", password)}) {
        assertThat(failure(stranger).wantsCredentials()).isTrue();
      }
      assertThat(proxy.targets()).isEmpty();
      passes(proxy, proxy.hop().as(user, password));
    }
  }

  private ProxyFailure failure(ProxyHop hop) {
    ProxyFailure failure = catchThrowableOfType(ProxyFailure.class, () -> walk(hop, LONG));
    assertThat(failure).isNotNull();
    return failure;
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, REFUSES, answered 403",
    "HTTP, CLOSES, ended the connection",
    "HTTP, TRUNCATES, ended the connection",
    "HTTP, JUNK, no proper answer",
    "SOCKS5, REFUSES, not allowed by ruleset",
    "SOCKS5, CLOSES, ended the connection",
    "SOCKS5, TRUNCATES, ended the connection",
    "SOCKS5, JUNK, does not speak SOCKS5",
    "SOCKS4A, REFUSES, rejected or failed",
    "SOCKS4A, CLOSES, ended the connection",
    "SOCKS4A, TRUNCATES, ended the connection",
    "SOCKS4A, JUNK, does not speak SOCKS4"
  })
  void whatAProxyDoesWrongIsTold(ProxyHop.Kind kind, Fault wrong, String what) throws IOException {
    try (TestProxy proxy = TestProxy.of(kind).with(wrong)) {
      assertThat(failure(proxy.hop()))
          .hasMessageContaining(what)
          .hasMessageContaining("127.0.0.1:" + proxy.port());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, SILENT",
    "HTTP, STALLS",
    "SOCKS5, SILENT",
    "SOCKS5, STALLS",
    "SOCKS4A, SILENT"
  })
  void aProxyThatDoesNotAnswerIsLeft(ProxyHop.Kind kind, Fault wrong) throws IOException {
    try (TestProxy proxy = TestProxy.of(kind).with(wrong)) {
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> walk(proxy.hop(), SHORT))
          .withMessage("proxy 127.0.0.1:" + proxy.port() + " did not answer in time");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "HTTPS")
  void aServerThatIsNotThereIsTheProxysToTell(ProxyHop.Kind kind) throws Exception {
    try (TestProxy proxy = TestProxy.of(kind);
        Socket held = new Socket()) {
      server.close();
      serving.join(); // it listens until the thread that accepts has left
      held.setReuseAddress(true);
      held.bind(server.getLocalSocketAddress()); // so that nobody else listens there meanwhile

      assertThat(failure(proxy.hop())).hasMessageContaining("server.test:");
      assertThat(proxy.tunnels()).isZero();
    }
  }
}

package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client and the servers that compress. */
@Timeout(60)
@ParameterizedClass
@EnumSource(ForeignLibrary.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressedClientTest {
  private static final int[] SIZES = {0, 1, 125, 126, 1000, 65_535, 65_536, 200_000};

  @Parameter ForeignLibrary library;

  private ForeignServer server;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    server = library.server();
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    if (server != null) { // null where the library is not there
      server.stop();
      server = null;
    }
  }

  private static WebSocketOptions options(Agreement agreement) {
    return OurClientCase.OPTIONS.compression(agreement.compression());
  }

  private Client connect(Api api, String path, WebSocketOptions options) throws Exception {
    Client ws = api.connect(server.uri() + path, options);
    assertAgreed(ws);
    return ws;
  }

  private static void assertAgreed(Client ws) {
    assertThat(ws.responseHeaders())
        .hasEntrySatisfying(
            "Sec-WebSocket-Extensions",
            agreed -> assertThat(agreed.get(0)).contains("permessage-deflate"));
  }

  @ParameterizedTest
  @EnumSource(Agreement.class)
  void theServerTakesWhatWeWant(Agreement agreement) throws Exception {
    assumeTrue(
        library.hasSmallWindows() || !agreement.hasSmallWindows(),
        () -> library + " has no windows but those of 15 bits");
    try (Client ws = connect(Api.BLOCKING, "/", options(agreement))) {
      server.accepted();
      String answer = ws.responseHeaders().get("Sec-WebSocket-Extensions").get(0);
      assertThat(answer.split("\\s*;\\s*", -1)).containsAll(agreement.answer());
    }
  }

  @ParameterizedTest
  @EnumSource(Agreement.class)
  void messagesOfEverySizeComeBackUnchangedByEveryApi(Agreement agreement) throws Exception {
    for (Api api : Api.values()) {
      try (Client ws = connect(api, ForeignServer.ECHO, options(agreement))) {
        ForeignPeer peer = server.accepted();
        for (int size : SIZES) {
          for (int twice = 0; twice < 2; twice++) { // the second may refer to the first
            ws.send(Payloads.text(size));
            Payloads.assertSame(ws.receive(), Payloads.message(true, size));
            ws.send(Payloads.binary(size));
            Payloads.assertSame(ws.receive(), Payloads.message(false, size));
          }
        }
        ws.close(4001, "enough");
        assertThat(ws.closeCode()).isEqualTo(4001);
        assertThat(peer.awaitEnd().code()).isEqualTo(4001);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Agreement.class)
  void messagesThatWeFragmentArriveWhole(Agreement agreement) throws Exception {
    for (Api api : Api.values()) {
      try (Client ws = connect(api, "/", options(agreement).fragmentSize(126))) {
        ForeignPeer peer = server.accepted();
        for (int size : new int[] {0, 126, 5000, 70_000}) {
          ws.send(Payloads.text(size));
          ws.send(Payloads.binary(size));
          Payloads.assertSame(peer.next(), Payloads.message(true, size));
          Payloads.assertSame(peer.next(), Payloads.message(false, size));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void messagesThatThePeerFragmentsArriveWholeAndAPingInsideIsAnswered(Api api) throws Exception {
    try (Client ws = connect(api, "/", options(Agreement.TAKEOVER))) {
      ForeignPeer peer = server.accepted();
      byte[] ping = {1, 2, 3};
      Task<Message> text = Task.of(ws::receive);
      peer.textFragments(List.of("h\u00e9", "l\u20ac", "\ud83d\ude00o"), ping);
      assertThat(text.result()).isEqualTo(new Message.Text("h\u00e9l\u20ac\ud83d\ude00o"));
      assertThat(peer.nextPong()).isEqualTo(ping);

      Task<Message> binary = Task.of(ws::receive);
      peer.binaryFragments(List.of(new byte[] {1}, new byte[70_000], new byte[] {2, 3}), ping);
      byte[] whole = new byte[70_003];
      whole[0] = 1;
      whole[70_001] = 2;
      whole[70_002] = 3;
      Payloads.assertSame(binary.result(), new Message.Binary(whole));
      assertThat(peer.nextPong()).isEqualTo(ping);
    }
  }

  @ParameterizedTest
  @EnumSource(Agreement.class)
  void whatRepeatsIsSmallOnTheWireBothWays(Agreement agreement) throws Exception {
    int size = 200_000;
    try (Relay relay = new Relay(server.uri() + ForeignServer.ECHO);
        Client ws = Api.BLOCKING.connect(relay.uri(), options(agreement))) {
      server.accepted();
      ws.send(Payloads.text(size));
      Payloads.assertSame(ws.receive(), Payloads.message(true, size));
      assertThat(relay.client().bytes()).as("from us").isLessThan(size / 4);
      assertThat(relay.server().bytes()).as("from the server").isLessThan(size / 4);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BLOCKING", "CALLBACK"}) // two are enough for 16 MiB
  void theLargestMessagesComeBackUnchanged(Api api) throws Exception {
    try (Client ws = connect(api, ForeignServer.ECHO, options(Agreement.TAKEOVER))) {
      server.accepted();
      if (api == Api.BLOCKING) {
        ws.send(Payloads.text(16 << 20));
        Payloads.assertSame(ws.receive(), Payloads.message(true, 16 << 20));
      }
      ws.send(Payloads.binary(1 << 20));
      Payloads.assertSame(ws.receive(), Payloads.message(false, 1 << 20));
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void anEndInTheMiddleOfACompressedMessageDeliversNoPart(Api api) throws Exception {
    try (Relay relay = new Relay(server.uri() + "/");
        Client ws = api.connect(relay.uri(), options(Agreement.TAKEOVER))) {
      ForeignPeer peer = server.accepted();
      peer.text("last");
      assertThat(ws.receive().text()).isEqualTo("last");
      peer.unfinished(Payloads.binary(70_000));
      relay.server().mute();
      relay.client().finish();
      ConnectionClosedException end =
          catchThrowableOfType(ConnectionClosedException.class, ws::receive);
      assertThat(end).isNotNull();
      OurClientEndings.assertAbnormal(end, ws);
    }
  }
}

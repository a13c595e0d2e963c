package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The start of a connection, however its bytes are split. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
class ClientOpeningWireTest {
  @Parameter Api api;

  private RawServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void framesInTheSegmentOfThe101AreTheFirstMessages() throws Exception {
    byte[] big = Payloads.binary(40_000);
    try (var pair =
        server.open(
            api,
            WebSocketOptions.defaults(),
            Bytes.text(false, "first"),
            Bytes.frame(false, 0x89, new byte[] {5}),
            Bytes.frame(false, 0x82, big))) {
      assertThat(pair.client().receive().text()).isEqualTo("first");
      Payloads.assertSame(pair.client().receive(), new Message.Binary(big));
      assertThat(pair.peer().read(Frame.PONG).payload()).containsExactly(5);
    }
  }

  @Test
  void aCloseInTheSegmentOfThe101IsAnsweredAfterTheMessagesBeforeIt() throws Exception {
    try (var pair =
        server.open(
            api,
            WebSocketOptions.defaults(),
            Bytes.text(false, "only"),
            Bytes.close(false, 1001, "away"))) {
      Task<Frame> answer = Task.of(() -> pair.peer().readCloseAndEnd());
      assertThat(pair.client().rest()).containsExactly(new Message.Text("only"));
      assertThat(pair.client().closeCode()).isEqualTo(1001);
      assertThat(pair.client().closeReason()).isEqualTo("away");
      pair.client().close();
      assertThat(answer.result().closeCode()).isEqualTo(1001);
    }
  }

  @Test
  void the101MayBeSplitAtEveryByte() throws Exception {
    int split = 1;
    int length;
    do {
      Task<Client> client = Task.of(() -> api.connect(server.uri()));
      try (RawConnection peer = server.accept()) {
        byte[] all =
            Bytes.concat(
                RawServer.switching(peer.readHead(), "X-Split: yes\r\n"),
                Bytes.text(false, "hello"));
        length = all.length;
        peer.send(java.util.Arrays.copyOf(all, split));
        Thread.sleep(1); // so that the client has most likely read the first part alone
        peer.send(java.util.Arrays.copyOfRange(all, split, length));
        try (Client ws = client.result()) {
          assertThat(ws.receive().text()).as("split at %d", split).isEqualTo("hello");
          assertThat(ws.responseHeaders().get("x-split")).isEqualTo(List.of("yes"));
          peer.finish();
        }
      }
    } while (++split < length);
  }

  @Test
  void everyByteMayComeAlone() throws Exception {
    Task<Client> client = Task.of(() -> api.connect(server.uri()));
    try (RawConnection peer = server.accept()) {
      peer.sendEachByteAlone(RawServer.switching(peer.readHead(), ""));
      Task<Void> sender =
          Task.run(
              () -> {
                peer.sendEachByteAlone(Bytes.frames(false, "01 04|68C3A9E2; 89 02|0102"));
                peer.sendEachByteAlone(Bytes.frames(false, "00 00|; 80 02|82AC"));
                peer.sendEachByteAlone(Bytes.frame(false, 0x82, Payloads.binary(300)));
                peer.sendEachByteAlone(Bytes.frame(false, 0x81, new byte[0]));
                peer.sendEachByteAlone(Bytes.close(false, 1000, "b\u00eftte"));
              });
      try (Client ws = client.result()) {
        assertThat(ws.receive().text()).isEqualTo("h\u00e9\u20ac");
        Payloads.assertSame(ws.receive(), Payloads.message(false, 300));
        assertThat(ws.receive().text()).isEmpty();
        sender.result();
        peer.finish();
        assertThat(ws.rest()).isEmpty();
        assertThat(ws.closeReason()).isEqualTo("b\u00eftte");
      }
      assertThat(peer.readToEnd())
          .extracting(Frame::opcode)
          .containsExactly(Frame.PONG, Frame.CLOSE);
    }
  }

  @Test
  void emptyFragmentsMakeAnEmptyMessage() throws Exception {
    try (var pair = server.open(api)) {
      pair.peer().send(Bytes.frames(false, "01 00|; 00 00|; 80 00|; 02 00|; 80 00|; 81 00|"));
      assertThat(pair.client().receive()).isEqualTo(new Message.Text(""));
      assertThat(pair.client().receive()).isEqualTo(new Message.Binary(new byte[0]));
      assertThat(pair.client().receive()).isEqualTo(new Message.Text(""));
    }
  }

  @Test
  void theChosenSubprotocolAndTheRequestedHeadersAreOnTheWire() throws Exception {
    WebSocketOptions options =
        WebSocketOptions.defaults().subprotocols("v2.chat", "v1.chat").header("X-Token", "abc");
    Task<Client> client = Task.of(() -> api.connect(server.uri() + "p?q=1", options));
    try (RawConnection peer = server.accept()) {
      String request = peer.readHead();
      assertThat(request)
          .startsWith("GET /p?q=1 HTTP/1.1\r\n")
          .contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n")
          .contains("\r\nX-Token: abc\r\n")
          .contains("\r\nSec-WebSocket-Protocol: v2.chat, v1.chat\r\n")
          .contains("\r\nSec-WebSocket-Version: 13\r\n");
      peer.send(RawServer.switching(request, "Sec-WebSocket-Protocol: v1.chat\r\n"));
      try (Client ws = client.result()) {
        assertThat(ws.subprotocol()).isEqualTo("v1.chat");
        assertThat(ws.remoteAddress().toString()).endsWith(":" + server.port());
        peer.finish();
      }
    }
  }

  @Test
  void ourFramesAreMaskedWithAKeyOfTheirOwn() throws Exception {
    try (var pair = server.open(api)) {
      pair.client().send("one");
      pair.client().send(new byte[] {1, 2, 3});
      Frame text = pair.peer().read(Frame.TEXT);
      Frame binary = pair.peer().read(Frame.BINARY);
      assertThat(text.masked()).isTrue();
      assertThat(binary.masked()).isTrue();
      assertThat(text.text()).isEqualTo("one");
      assertThat(binary.payload()).containsExactly(1, 2, 3);
    }
  }
}

package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WebSocket;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.server.EchoServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that close, split, ping or stall, and what the echo server makes of it. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerFramesWireTest {
  private EchoServer server;
  private WebSocket other;

  @BeforeAll
  void start() throws Exception {
    server = EchoServer.builder().start();
    other = WebSocket.connect(server.uri());
  }

  @AfterEach
  void theOtherIsStillServed() throws Exception {
    other.send("other");
    assertThat(other.receive().text()).isEqualTo("other");
  }

  @AfterAll
  void stop() {
    other.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
        4999
      })
  void validCodesAreAnsweredWithThemselves(int code) throws Exception {
    try (RawConnection client = RawClient.open(server)) {
      client.send(Bytes.close(true, code, "x".repeat(123)));
      assertThat(client.readCloseAndEnd().closeCode()).isEqualTo(code);
    }
  }

  @Test
  void anEmptyCloseIsAnsweredByAnEmptyOne() throws Exception {
    try (RawConnection client = RawClient.open(server)) {
      client.send(Bytes.frames(true, "88 00|"));
      assertThat(client.readCloseAndEnd().payload()).isEmpty();
    }
  }

  @Test
  void whateverFollowsACloseIsDiscarded() throws Exception {
    for (byte[] after :
        new byte[][] {
          Bytes.text(true, "data"),
          Bytes.frames(true, "89 01|00"),
          Bytes.close(true, 4444, "second"),
          Bytes.hex("FF FF FF FF"),
          new byte[1 << 20]
        }) {
      try (RawConnection client = RawClient.open(server)) {
        client.sendUntilRefused(Bytes.concat(Bytes.close(true, 1000, "first"), after));
        assertThat(client.readCloseAndEnd().closeCode()).isEqualTo(1000);
      }
    }
  }

  @Test
  void aCloseBetweenFragmentsDropsThePart() throws Exception {
    try (RawConnection client = RawClient.open(server)) {
      client.send(Bytes.frames(true, "01 03|48656C; 88 02|03E9"));
      assertThat(client.readCloseAndEnd().closeCode()).isEqualTo(1001);
    }
  }

  @Test
  void framesInTheSegmentOfTheRequestAreServed() throws Exception {
    try (RawConnection client =
        RawClient.open(
            server, Bytes.text(true, "first"), Bytes.frame(true, 0x89, new byte[] {1, 2}))) {
      assertThat(client.read(Frame.TEXT).text()).isEqualTo("first");
      assertThat(client.read(Frame.PONG).payload()).containsExactly(1, 2);
    }
  }

  @Test
  void everyByteMayComeAloneAndPingsAreAnsweredBetweenFragments() throws Exception {
    try (RawConnection client = RawClient.connect(server)) {
      client.sendEachByteAlone(Bytes.ascii(RawClient.REQUEST));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      client.sendEachByteAlone(
          Bytes.frames(true, "01 04|68C3A9E2; 89 02|0102; 00 00|; 80 02|82AC"));
      client.sendEachByteAlone(Bytes.frame(true, 0x82, Payloads.binary(300)));
      assertThat(client.read(Frame.PONG).payload()).containsExactly(1, 2);
      assertThat(client.read(Frame.TEXT).text()).isEqualTo("h\u00e9\u20ac");
      assertThat(client.read(Frame.BINARY).payload()).isEqualTo(Payloads.binary(300));
    }
  }

  @Test
  void pingsOfEverySizeAreAnsweredWithTheirBytes() throws Exception {
    try (RawConnection client = RawClient.open(server)) {
      for (int size = 0; size <= 125; size++) {
        client.send(Bytes.frame(true, 0x89, Payloads.binary(size)));
        assertThat(client.read(Frame.PONG).payload()).isEqualTo(Payloads.binary(size));
      }
    }
  }

  @Test
  void aClientThatDoesNotReadOrLeavesHalfAFrameHarmsNobody() throws Exception {
    try (RawConnection stalled = RawClient.open(server);
        RawConnection half = RawClient.open(server, Bytes.hex("82 FE 01"))) {
      byte[] message = Bytes.frame(true, 0x82, new byte[1 << 20]);
      for (int i = 0; i < 3; i++) {
        stalled.send(message);
      }
      theOtherIsStillServed();
      half.reset();
      for (int i = 0; i < 3; i++) {
        int size = 0;
        Frame frame;
        do {
          frame = stalled.read();
          size += frame.payload().length;
        } while (!frame.fin());
        assertThat(size).isEqualTo(1 << 20);
      }
    }
  }
}

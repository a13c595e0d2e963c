package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pings and pongs, and a peer that does not read. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
class ClientControlWireTest {
  @Parameter Api api;

  /** More than the socket buffers of both ends hold. */
  private static final int STUCK = 32 << 20;

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
  void aPingBetweenFragmentsIsAnsweredBeforeTheMessageEnds() throws Exception {
    try (var pair = server.open(api)) {
      Task<Message> receiver = Task.of(pair.client()::receive);
      pair.peer().send(Bytes.frames(false, "01 02|6865; 89 04|70696E67"));
      Frame pong = pair.peer().read(Frame.PONG);
      assertThat(pong.text()).isEqualTo("ping");
      assertThat(pong.masked()).isTrue();
      assertThat(pong.fin()).isTrue();
      assertThat(receiver.done()).isFalse();
      pair.peer().send(Bytes.frames(false, "80 01|79"));
      assertThat(receiver.result().text()).isEqualTo("hey");
    }
  }

  @Test
  void pingsOfEverySizeAreAnsweredWithTheirBytes() throws Exception {
    try (var pair = server.open(api)) {
      Task<Message> receiver = Task.of(pair.client()::receive);
      for (int size = 0; size <= 125; size++) {
        byte[] payload = Payloads.binary(size);
        pair.peer().send(Bytes.frame(false, 0x89, payload));
        assertThat(pair.peer().read(Frame.PONG).payload()).isEqualTo(payload);
      }
      pair.peer().send(Bytes.text(false, "done"));
      assertThat(receiver.result().text()).isEqualTo("done");
    }
  }

  @Test
  void ofPingsInOneSegmentAtLeastTheNewestIsAnsweredAndInOrder() throws Exception {
    try (var pair = server.open(api)) {
      ByteArrayOutputStream pings = new ByteArrayOutputStream();
      for (int i = 0; i < 10; i++) {
        pings.writeBytes(Bytes.frame(false, 0x89, new byte[] {(byte) i}));
      }
      pair.peer().send(pings.toByteArray(), Bytes.text(false, "done"));
      assertThat(pair.client().receive().text()).isEqualTo("done");
      int last = -1;
      while (last < 9) {
        int number = pair.peer().read(Frame.PONG).payload()[0];
        assertThat(number).isGreaterThan(last);
        last = number;
      }
    }
  }

  @Test
  void pongsThatNobodyAskedForAreIgnored() throws Exception {
    try (var pair = server.open(api)) {
      Task<Duration> ping = Task.of(pair.client()::ping);
      Frame asked = pair.peer().read(Frame.PING);
      pair.peer().send(Bytes.frame(false, 0x8A, new byte[0]));
      pair.peer().send(Bytes.frame(false, 0x8A, new byte[] {0, 0, 0, 0, 0, 0, 0, 1}));
      pair.peer().send(Bytes.text(false, "between"));
      assertThat(ping.done()).isFalse();
      pair.peer().send(Bytes.frame(false, 0x8A, asked.payload()));
      assertThat(ping.result()).isPositive();
      assertThat(pair.client().receive().text()).isEqualTo("between");
    }
  }

  @Test
  void aPeerThatDoesNotReadStopsTheSenderButNeitherTheReaderNorAPong() throws Exception {
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      RawConnection peer = pair.peer();
      Task<Void> sender = Task.run(() -> ws.send(new byte[STUCK]));
      // The sender has begun, and cannot end: nobody reads yet.
      for (int i = 0; i < 100; i++) {
        peer.send(Bytes.frame(false, 0x89, new byte[] {(byte) i}), Bytes.text(false, "m" + i));
        assertThat(ws.receive().text()).isEqualTo("m" + i);
      }
      assertThat(sender.done()).isFalse();

      int payload = 0;
      int lastPong = -1;
      boolean pongInTime = false;
      Frame frame;
      do {
        frame = peer.read();
        if (frame.opcode() == Frame.PONG) {
          assertThat((int) frame.payload()[0]).isGreaterThan(lastPong);
          lastPong = frame.payload()[0];
          pongInTime |= lastPong == 99;
        } else {
          payload += frame.payload().length;
        }
      } while (frame.opcode() == Frame.PONG || !frame.fin());
      sender.result();
      assertThat(payload).isEqualTo(STUCK);
      assertThat(pongInTime).as("newest pong among the fragments").isTrue();
    }
  }

  @Test
  void aPongThatFoundNoRoomIsSentByTheReaderAlone() throws Exception {
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      RawConnection peer = pair.peer();
      // Pings only: the pongs fill the way back until there is no room for them.
      byte[] ping = Bytes.frame(false, 0x89, Payloads.binary(125));
      ByteArrayOutputStream many = new ByteArrayOutputStream();
      for (int i = 0; i < 8000; i++) {
        many.writeBytes(ping);
      }
      Task<Message> receiver = Task.of(ws::receive);
      for (int i = 0; i < 10; i++) {
        peer.send(many.toByteArray());
      }
      byte[] newest = {1, 2, 3};
      peer.send(Bytes.frame(false, 0x89, newest));
      Frame pong;
      do {
        pong = peer.read(Frame.PONG);
      } while (pong.payload().length == 125);
      assertThat(pong.payload()).isEqualTo(newest);
      peer.send(Bytes.text(false, "end"));
      assertThat(receiver.result().text()).isEqualTo("end");
    }
  }

  @Test
  void aSmallFragmentSizeIsSeenOnTheWire() throws Exception {
    try (var pair = server.open(api, WebSocketOptions.defaults().fragmentSize(125))) {
      pair.client().send(Payloads.binary(300));
      Frame first = pair.peer().read(Frame.BINARY);
      Frame second = pair.peer().read(Frame.CONTINUATION);
      Frame third = pair.peer().read(Frame.CONTINUATION);
      assertThat(first.fin()).isFalse();
      assertThat(second.fin()).isFalse();
      assertThat(third.fin()).isTrue();
      assertThat(Bytes.concat(first.payload(), second.payload(), third.payload()))
          .isEqualTo(Payloads.binary(300));
    }
  }
}

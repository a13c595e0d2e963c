package io.github.wirespeed.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.Compression;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.ProtocolViolationException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.conformance.wire.Frame;
import io.github.wirespeed.conformance.wire.RawConnection;
import io.github.wirespeed.conformance.wire.RawServer;
import io.github.wirespeed.protocol.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Our client by one of its APIs, against a server of which every byte is the kit's. */
final class ClientSubject implements Subject {
  private static final WebSocketOptions PLAIN = WebSocketOptions.defaults();
  private static final WebSocketOptions DEFLATE =
      PLAIN.compression(Compression.deflate()).maxMessageSize(DeflateLines.LIMIT);

  private final Api api;
  private final RawServer server = new RawServer();

  ClientSubject(Api api) throws IOException {
    this.api = api;
  }

  @Override
  public String name() {
    return api.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Role role() {
    return Role.CLIENT;
  }

  @Override
  public Outcome run(Line line, Delivery.Plan plan) throws Exception {
    Sending sending = new Sending(plan);
    Task<Client> opening =
        Task.of(() -> api.connect(server.uri(), line.deflate() ? DEFLATE : PLAIN));
    try (RawConnection peer = server.accept()) {
      peer.send(RawServer.switching(peer.readHead(), header(line)), sending.behindHandshake());
      Task<Told> told = Task.of(() -> told(line, sending, peer));
      try (Client client = opening.result()) {
        List<String> events = new ArrayList<>();
        ConnectionClosedException end = receiveAll(client, events);
        long nanos = sending.nanosSince();
        assertThat(events).as("messages received").isEqualTo(Expected.messages(line));
        assertEnd(line, client, end);
        List<Frame> frames = told.result().frames();
        assertFrames(line, frames);
        int code = frames.get(frames.size() - 1).closeCode();
        return new Outcome(code, Math.max(nanos, told.result().nanos()));
      }
    }
  }

  private static String header(Line line) {
    return line.deflate() ? "Sec-WebSocket-Extensions: " + line.extension() + "\r\n" : "";
  }

  /** What the server was told, and when it knew. */
  private record Told(List<Frame> frames, long nanos) {}

  private static Told told(Line line, Sending sending, RawConnection peer) throws IOException {
    sending.pieces(peer);
    List<Frame> frames = new ArrayList<>();
    do {
      frames.add(peer.read());
    } while (frames.get(frames.size() - 1).opcode() != Frame.CLOSE);
    long nanos = sending.nanosSince();
    if (line.violation()) {
      frames.addAll(peer.readToEnd());
      peer.finish();
    } else {
      peer.finish(); // RFC 6455 7.1.1: the server ends TCP first, and the client waits for it
      frames.addAll(peer.readToEnd());
    }
    return new Told(frames, nanos);
  }

  private static ConnectionClosedException receiveAll(Client client, List<String> events)
      throws IOException {
    while (true) {
      try {
        events.add(Expected.of(client.receive()));
      } catch (ConnectionClosedException end) {
        return end;
      }
    }
  }

  /** One end, which says what happened; and from then on nothing else. */
  private static void assertEnd(Line line, Client client, ConnectionClosedException end) {
    assertThat(end.sentCode()).as("code sent").isEqualTo(line.code());
    if (line.violation()) {
      assertThat(end).hasMessageContaining(line.value());
      assertThat(end.getCause()).isInstanceOf(ProtocolViolationException.class);
      assertThat(((ProtocolViolationException) end.getCause()).closeCode()).isEqualTo(line.code());
      assertThat(end.code()).as("code received").isEqualTo(1006);
      assertThat(end.isNormal()).isFalse();
    } else {
      assertThat(end).hasNoCause();
      assertThat(end.code()).as("code received").isEqualTo(line.code());
    }
    assertThatThrownBy(client::receive)
        .isInstanceOf(ConnectionClosedException.class)
        .extracting(Throwable::getCause)
        .isSameAs(end.getCause());
    assertThatThrownBy(() -> client.send("late")).isInstanceOf(ConnectionClosedException.class);
    assertThat(client.isOpen()).isFalse();
  }

  private static void assertFrames(Line line, List<Frame> frames) {
    assertThat(frames).as("frames to the server").isNotEmpty().allMatch(Frame::masked);
    List<String> pongs = new ArrayList<>();
    for (Frame frame : frames.subList(0, frames.size() - 1)) {
      assertThat(frame.opcode()).as("opcode of %s", frame).isEqualTo(Frame.PONG);
      pongs.add(Expected.ping(frame.payload()));
    }
    // RFC 6455 5.5.3: of several pings the newest alone may be answered.
    List<String> pings = Expected.pings(line);
    assertThat(pings).as("pings answered").containsSubsequence(pongs);
    if (!line.violation() && !pings.isEmpty()) {
      assertThat(pongs).as("pongs").endsWith(pings.get(pings.size() - 1));
    }
    Frame close = frames.get(frames.size() - 1);
    assertThat(close.opcode()).as("opcode of the last frame").isEqualTo(Frame.CLOSE);
    assertThat(close.closeCode()).as("code on the wire").isEqualTo(line.code());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

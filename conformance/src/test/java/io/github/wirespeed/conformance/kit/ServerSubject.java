package io.github.wirespeed.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Compression;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.conformance.wire.Frame;
import io.github.wirespeed.conformance.wire.RawClient;
import io.github.wirespeed.conformance.wire.RawConnection;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Our echo server, against a client of which every byte is the kit's; another client of it is still
 * served.
 */
final class ServerSubject implements Subject {
  private final EchoServer server;
  private final WebSocket other;

  ServerSubject() throws IOException {
    // What it sends back is not compressed, so that it can be read here.
    server =
        EchoServer.builder()
            .maxMessageSize(DeflateLines.LIMIT)
            .compression(Compression.deflate().threshold(Integer.MAX_VALUE))
            .start();
    other = WebSocket.connect(server.uri());
  }

  @Override
  public String name() {
    return "server";
  }

  @Override
  public Role role() {
    return Role.SERVER;
  }

  @Override
  public Outcome run(Line line, Delivery.Plan plan) throws Exception {
    Sending sending = new Sending(plan);
    try (RawConnection client = RawClient.connect(server)) {
      client.send(request(line), sending.behindHandshake());
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ").contains(line.extension());
      sending.pieces(client);
      List<Frame> frames = client.readToEnd();
      long nanos = sending.nanosSince();
      assertThat(frames).as("frames to the client").isNotEmpty().noneMatch(Frame::masked);
      Frame close = frames.get(frames.size() - 1);
      assertThat(events(frames.subList(0, frames.size() - 1)))
          .as("echoes and pongs")
          .isEqualTo(Expected.events(line));
      assertThat(close.opcode()).as("opcode of the last frame").isEqualTo(Frame.CLOSE);
      assertThat(close.closeCode()).as("code on the wire").isEqualTo(line.code());
      assertThat(close.closeReason()).as("reason on the wire").contains(line.value());
      other.send(line.id());
      assertThat(other.receive().text()).as("echo to another client").isEqualTo(line.id());
      return new Outcome(close.closeCode(), nanos);
    }
  }

  private static byte[] request(Line line) {
    String request = RawClient.REQUEST;
    return Bytes.ascii(
        line.deflate()
            ? request.substring(0, request.length() - 2)
                + "Sec-WebSocket-Extensions: "
                + line.extension()
                + "\r\n\r\n"
            : request);
  }

  /** What the server has sent back; an echo may have fragments. */
  private static List<String> events(List<Frame> frames) {
    List<String> events = new ArrayList<>();
    byte[] message = {};
    boolean text = false;
    for (Frame frame : frames) {
      if (frame.opcode() == Frame.PONG) {
        events.add(Expected.ping(frame.payload()));
        continue;
      }
      assertThat(frame.opcode()).as("opcode of %s", frame).isLessThan(Frame.CLOSE);
      text = frame.opcode() == Frame.TEXT || (text && frame.opcode() == Frame.CONTINUATION);
      message = Bytes.concat(message, frame.payload());
      if (frame.fin()) {
        events.add(Expected.message(text, message));
        message = new byte[0];
      }
    }
    return events;
  }

  @Override
  public void close() {
    other.close();
    server.close();
  }
}

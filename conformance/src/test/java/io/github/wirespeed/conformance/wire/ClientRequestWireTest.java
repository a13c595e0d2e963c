package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client sends before it is open. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
class ClientRequestWireTest {
  private static final Pattern KEY = Pattern.compile("\r\nSec-WebSocket-Key: ([^\r]+)\r\n");

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
  void everyConnectionHasAKeyOfItsOwn() throws Exception {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Task<Client> opening = Task.of(() -> api.connect(server.uri()));
      try (RawConnection peer = server.accept()) {
        String request = peer.readHead();
        Matcher key = KEY.matcher(request);
        assertThat(key.find()).as("a key in %s", request).isTrue();
        assertThat(Base64.getDecoder().decode(key.group(1))).hasSize(16);
        keys.add(key.group(1));
        peer.send(RawServer.switching(request, ""), Bytes.close(false, 1000, ""));
        peer.finish();
        opening.result().close();
      }
    }
    assertThat(keys).as("keys of 20 connections").hasSize(20);
  }

  @Test
  void nothingFollowsTheRequestBeforeTheAnswer() throws Exception {
    Task<Client> opening = Task.of(() -> api.connect(server.uri()));
    try (RawConnection peer = server.accept()) {
      String request = peer.readHead();
      assertThat(request).startsWith("GET / HTTP/1.1\r\n").endsWith("\r\n\r\n");
      peer.send(Bytes.ascii("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Swit"));
      assertThat(peer.isSilent()).as("nothing behind the request").isTrue();
      assertThat(opening.done()).isFalse();
      byte[] answer = RawServer.switching(request, "");
      peer.send(java.util.Arrays.copyOfRange(answer, "HTTP/1.1 101 Swit".length(), answer.length));
      try (Client client = opening.result()) {
        client.send("first");
        assertThat(peer.read(Frame.TEXT).text()).isEqualTo("first");
        peer.finish();
      }
    }
  }
}

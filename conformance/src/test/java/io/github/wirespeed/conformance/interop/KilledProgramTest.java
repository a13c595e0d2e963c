package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.server.EchoServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer whose process is killed: the system ends its TCP, in the middle of whatever it was. */
@Timeout(60)
class KilledProgramTest {
  @ParameterizedTest
  @EnumSource(PeerRuntime.class)
  void ourClientReportsAnAbnormalEndByEveryApi(PeerRuntime runtime) throws Exception {
    ProgramServer server = new ProgramServer(runtime, false);
    List<Client> clients = new ArrayList<>();
    try {
      for (Api api : Api.values()) {
        Client ws = api.connect(server.uri() + "/");
        clients.add(ws);
        ForeignPeer peer = server.accepted();
        peer.text("last");
        assertThat(ws.receive().text()).isEqualTo("last");
        peer.unfinished(Payloads.binary(70_000));
      }
      server.stop();
      for (Client ws : clients) {
        ConnectionClosedException end =
            catchThrowableOfType(ConnectionClosedException.class, ws::receive);
        assertThat(end).isNotNull();
        OurClientEndings.assertAbnormal(end, ws);
      }
    } finally {
      server.stop();
      clients.forEach(Client::close);
    }
  }

  @ParameterizedTest
  @EnumSource(PeerRuntime.class)
  void ourServerServesTheOthers(PeerRuntime runtime) throws Exception {
    try (EchoServer server = EchoServer.builder().start();
        Relay relay = new Relay(server.uri() + "/")) {
      ProgramClient killed = new ProgramClient(runtime, false);
      ProgramClient other = new ProgramClient(runtime, false);
      try {
        ForeignPeer survivor = other.connect(server.uri() + "/");
        ForeignPeer peer = killed.connect(relay.uri());
        peer.text("last");
        assertThat(peer.next().text()).isEqualTo("last");
        peer.unfinished(Payloads.binary(70_000));
        killed.stop();
        relay.server().awaitEnd();
        survivor.text("there?");
        assertThat(survivor.next().text()).isEqualTo("there?");
      } finally {
        killed.stop();
        other.stop();
      }
    }
  }
}

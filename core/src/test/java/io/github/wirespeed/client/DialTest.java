package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which address is tried when, with a clock and connections that are the test's. */
class DialTest {
  private static final long DELAY = 250;
  private static final long DEADLINE = 10_000;

  private final Network network = new Network();

  /** Knows what becomes of each connection. */
  private static final class Network implements Dial.Connector<String, String> {
    final List<String> log = new ArrayList<>();
    final Map<String, IOException> refusedAtOnce = new HashMap<>();
    final Map<String, IOException> refused = new HashMap<>();
    final List<String> accepted = new ArrayList<>();

    @Override
    public String start(SocketAddress address) throws IOException {
      String name = ((InetSocketAddress) address).getHostString();
      log.add("start " + name);
      if (refusedAtOnce.containsKey(name)) {
        throw refusedAtOnce.get(name);
      }
      return name;
    }

    @Override
    public String finish(String connecting) throws IOException {
      if (refused.containsKey(connecting)) {
        throw refused.get(connecting);
      }
      return accepted.contains(connecting) ? "to " + connecting : null;
    }

    @Override
    public SocketTimeoutException timedOut(String connecting, long nanos) {
      return new SocketTimeoutException(connecting + " within " + nanos);
    }

    @Override
    public void close(String connecting) {
      log.add("close " + connecting);
    }
  }

  private Dial<String, String> dial(String... names) {
    return dial(DEADLINE, names);
  }

  private Dial<String, String> dial(long deadline, String... names) {
    List<SocketAddress> addresses = new ArrayList<>();
    for (String name : names) {
      addresses.add(InetSocketAddress.createUnresolved(name, 80));
    }
    return new Dial<>(network, "host:80", addresses, DELAY, deadline);
  }

  @Test
  void theFirstAddressIsTriedAloneUntilItsDelayIsOver() throws Exception {
    Dial<String, String> dial = dial("a", "b", "c");

    assertThat(dial.step(0)).isNull();
    assertThat(dial.nextAt()).isEqualTo(250);
    assertThat(dial.step(249)).isNull();
    assertThat(network.log).containsExactly("start a");

    assertThat(dial.step(250)).isNull();
    assertThat(network.log).containsExactly("start a", "start b");
    assertThat(dial.connecting()).containsExactly("a", "b");
    assertThat(dial.nextAt()).isEqualTo(500);
  }

  @Test
  void theLastAddressHasTheRestOfTheTime() throws Exception {
    Dial<String, String> dial = dial("a", "b");
    dial.step(0);
    dial.step(250);

    assertThat(dial.nextAt()).isEqualTo(DEADLINE);
  }

  @Test
  void theFirstConnectionWinsAndTheOthersAreClosed() throws Exception {
    Dial<String, String> dial = dial("a", "b", "c", "d");
    dial.step(0);
    dial.step(250);
    dial.step(500);
    network.accepted.add("b");

    assertThat(dial.step(600)).isEqualTo("to b");

    assertThat(network.log).containsExactly("start a", "start b", "start c", "close a", "close c");
    assertThat(dial.connecting()).isEmpty();
  }

  @Test
  void theAddressBeforeIsNotGivenUpForTheNextOne() throws Exception {
    Dial<String, String> dial = dial("slow", "dead");
    dial.step(0);
    dial.step(250);
    network.refused.put("dead", new ConnectException("dead"));
    assertThat(dial.step(300)).isNull();
    network.accepted.add("slow");

    assertThat(dial.step(5000)).isEqualTo("to slow");
    assertThat(network.log).containsExactly("start slow", "start dead");
  }

  @Test
  void whereOneFailsTheNextOneIsTriedAtOnce() throws Exception {
    Dial<String, String> dial = dial("a", "b", "c");
    dial.step(0);
    network.refused.put("a", new ConnectException("a"));

    assertThat(dial.step(10)).isNull();
    assertThat(network.log).containsExactly("start a", "start b");
    assertThat(dial.nextAt()).as("the delay counts from this one").isEqualTo(260);
  }

  @Test
  void thoseThatFailAsTheyAreStartedCostNoTime() throws Exception {
    network.refusedAtOnce.put("a", new IOException("a"));
    network.refusedAtOnce.put("b", new IOException("b"));
    network.accepted.add("c");

    assertThat(dial("a", "b", "c").step(0)).isEqualTo("to c");
  }

  @Test
  void oneThatIsConnectedAsItIsStartedIsNotWaitedFor() throws Exception {
    network.accepted.add("a");

    assertThat(dial("a", "b").step(0)).isEqualTo("to a");
    assertThat(network.log).containsExactly("start a");
  }

  @Test
  void whereAllFailTheFirstFailureHasTheOthers() throws Exception {
    Dial<String, String> dial = dial("a", "b", "c");
    dial.step(0);
    dial.step(250);
    network.refused.put("b", new ConnectException("b"));
    network.refusedAtOnce.put("c", new IOException("c"));
    dial.step(260);
    network.refused.put("a", new ConnectException("a"));

    assertThatThrownBy(() -> dial.step(300))
        .hasMessage("b")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("c", "a"));
  }

  @Test
  void theTimeIsUpForAllThatAreInFlight() throws Exception {
    Dial<String, String> dial = dial("a", "b", "c");
    network.refusedAtOnce.put("a", new ConnectException("a"));
    dial.step(0);
    dial.step(250);

    assertThatThrownBy(() -> dial.timeOut(DEADLINE))
        .isInstanceOf(ConnectException.class)
        .hasMessage("a")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("b within 10000", "c within 9750"));
    assertThat(network.log).contains("close b", "close c");
  }

  @Test
  void aShortTimeIsSharedByAllAddresses() throws Exception {
    Dial<String, String> dial = dial(90, "a", "b", "c");

    dial.step(0);
    assertThat(dial.nextAt()).isEqualTo(30);
    dial.step(30);
    assertThat(dial.nextAt()).isEqualTo(60);
    dial.step(60);

    assertThat(network.log).containsExactly("start a", "start b", "start c");
    assertThat(dial.nextAt()).isEqualTo(90);
  }

  @Test
  void nothingIsStartedOnceTheTimeIsUp() throws Exception {
    assertThatThrownBy(() -> dial("a").step(DEADLINE))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no time left to connect to host:80");
    assertThat(network.log).isEmpty();
  }

  @Test
  void aClockThatOverflowsGoesOn() throws Exception {
    long late = Long.MAX_VALUE - 100;
    Dial<String, String> dial = dial(late + 1000, "a", "b");

    dial.step(late);
    dial.step(late + 249);
    assertThat(network.log).containsExactly("start a");
    dial.step(late + 250);
    assertThat(network.log).containsExactly("start a", "start b");
  }

  @Test
  void closingGivesUpWhatIsInFlightOnce() throws Exception {
    Dial<String, String> dial = dial("a", "b");
    dial.step(0);
    dial.step(250);

    dial.close();
    dial.close();

    assertThat(network.log).containsExactly("start a", "start b", "close a", "close b");
  }
}

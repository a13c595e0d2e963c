package io.github.wirespeed.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Through a SOCKS4 proxy with the extension 4A, by which it looks the name up. */
final class Socks4Leg extends ProxyLeg {
  private static final int REPLY = 8;
  private static final int GRANTED = 90;
  private static final int OTHER_USER = 93;

  /** An address that there is not: the name follows. */
  private static final byte[] NAMED = {0, 0, 0, 1};

  private final SocksTarget target;

  Socks4Leg(ProxyHop hop, String host, int port) {
    super(hop);
    this.target = new SocksTarget(host, port);
  }

  /** VN, CD, DSTPORT, DSTIP, USERID, NUL, and the name with another NUL. */
  @Override
  byte[] first() throws ProxyFailure {
    byte[] address = target.address(hop);
    if (address != null && address.length != 4) {
      throw ProxyFailure.of(
          hop, "was not asked: SOCKS4a cannot carry the IPv6 address " + target + ", SOCKS5 can");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(4);
    out.write(1);
    out.writeBytes(target.port());
    out.writeBytes(address == null ? NAMED : address);
    out.writeBytes(hop.user() == null ? new byte[0] : hop.user().getBytes(UTF_8));
    out.write(0);
    if (address == null) {
      out.writeBytes(target.name(hop));
      out.write(0);
    }
    return out.toByteArray();
  }

  /** VN, CD, and six bytes to be ignored. */
  @Override
  Need answer(ByteBuffer in) throws ProxyFailure {
    int start = in.position();
    if (in.hasRemaining() && in.get(start) != 0) {
      throw ProxyFailure.of(
          hop, SocksTarget.firstByte(in) + " instead of 0x00: it does not speak SOCKS4");
    }
    if (in.remaining() >= 2 && in.get(start + 1) != GRANTED) {
      throw refused(in.get(start + 1) & 0xff);
    }
    if (in.remaining() < REPLY) {
      return Need.READABLE;
    }
    in.position(start + REPLY);
    return Need.DONE;
  }

  private ProxyFailure refused(int code) {
    String text =
        switch (code) {
          case 91 -> "request rejected or failed";
          case 92 -> "the proxy cannot reach an identd on this machine";
          case OTHER_USER -> "identd names another user";
          default -> "unassigned";
        };
    return ProxyFailure.reply(
        hop,
        "could not connect to " + target + ": SOCKS4 reply " + code + ", " + text,
        code,
        code == OTHER_USER);
  }

  @Override
  ProxyFailure ended(ByteBuffer in) {
    return ProxyFailure.of(
        hop,
        "ended the connection after "
            + in.remaining()
            + " bytes of the answer to the request to connect");
  }
}

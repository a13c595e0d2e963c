package io.github.wirespeed;

import io.github.wirespeed.client.ZlibPool;
import io.github.wirespeed.protocol.Extension;
import io.github.wirespeed.protocol.MessageDeflater;
import io.github.wirespeed.protocol.MessageInflater;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How messages are compressed: permessage-deflate, RFC 7692. Immutable: every method gives a copy.
 *
 * <pre>
 *   WebSocketOptions.defaults().compression(Compression.deflate());
 *
 *   // Small windows if the server can, else whatever it can:
 *   Compression.deflate().serverWindowBits(10).orElse(Compression.deflate());
 * </pre>
 *
 * <p>A client offers it and the server may decline: then messages go out as they are. A side that
 * refers to earlier messages compresses small, similar messages several times better; while it may,
 * the connection holds about 260 KiB outside of the heap for what it sends, and 44 KiB for what it
 * receives. Without that, a connection holds them only while a message is under way.
 */
public final class Compression {
  /** zlib's choice between size and time, which is 6 today. */
  private static final int DEFAULT_LEVEL = -1;

  private static final int DEFAULT_THRESHOLD = 256;

  private static final Compression DEFAULTS =
      new Compression(PerMessageDeflate.UNRESTRICTED, DEFAULT_LEVEL, DEFAULT_THRESHOLD, List.of());

  private final PerMessageDeflate wanted;
  private final int level;
  private final int threshold;
  private final List<PerMessageDeflate> fallbacks;

  private Compression(
      PerMessageDeflate wanted, int level, int threshold, List<PerMessageDeflate> fallbacks) {
    this.wanted = wanted;
    this.level = level;
    this.threshold = threshold;
    this.fallbacks = fallbacks;
  }

  /** Both sides refer to earlier messages; zlib's own level; messages of 256 bytes and more. */
  public static Compression deflate() {
    return DEFAULTS;
  }

  /**
   * How hard this side tries: 1 is fast, 9 small, 0 stores, -1 is zlib's own choice, the default.
   */
  public Compression level(int newLevel) {
    if (newLevel < -1 || newLevel > 9) {
      throw new IllegalArgumentException("compression level " + newLevel + " is not in -1 to 9");
    }
    return new Compression(wanted, newLevel, threshold, fallbacks);
  }

  /**
   * The size from which on this side compresses a message, in bytes, of text in characters; smaller
   * ones go out as they are. Default 256; 0 for all. A message that is streamed is compressed.
   */
  public Compression threshold(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("compression threshold of " + size + " is negative");
    }
    return new Compression(wanted, level, size, fallbacks);
  }

  /** Whether the client may refer to its earlier messages. Default yes. */
  public Compression clientTakeover(boolean allowed) {
    return with(
        new PerMessageDeflate(
            wanted.serverTakeover(),
            allowed,
            wanted.serverWindowBits(),
            wanted.clientWindowBits()));
  }

  /** Whether the server may refer to its earlier messages. Default yes. */
  public Compression serverTakeover(boolean allowed) {
    return with(
        new PerMessageDeflate(
            allowed,
            wanted.clientTakeover(),
            wanted.serverWindowBits(),
            wanted.clientWindowBits()));
  }

  /**
   * How far back the client may refer, as a power of two, 8 to 15; default 15, which is 32 KiB. The
   * other side's inflater needs so much memory.
   */
  public Compression clientWindowBits(int bits) {
    return with(
        new PerMessageDeflate(
            wanted.serverTakeover(), wanted.clientTakeover(), wanted.serverWindowBits(), bits));
  }

  /** How far back the server may refer, likewise. Not every server can be told. */
  public Compression serverWindowBits(int bits) {
    return with(
        new PerMessageDeflate(
            wanted.serverTakeover(), wanted.clientTakeover(), bits, wanted.clientWindowBits()));
  }

  private Compression with(PerMessageDeflate other) {
    return new Compression(other, level, threshold, fallbacks);
  }

  /**
   * What a client offers besides, for a server that does not take this. Its level and threshold are
   * not looked at, nor is any of it by a server.
   */
  public Compression orElse(Compression fallback) {
    List<PerMessageDeflate> all = new ArrayList<>(fallbacks);
    all.add(Objects.requireNonNull(fallback, "fallback").wanted);
    all.addAll(fallback.fallbacks);
    return new Compression(wanted, level, threshold, List.copyOf(all));
  }

  /** What a client offers. */
  List<Extension> offers() {
    List<Extension> offers = new ArrayList<>();
    offers.add(wanted.offer());
    for (PerMessageDeflate fallback : fallbacks) {
      offers.add(fallback.offer());
    }
    return offers;
  }

  /** What a server makes of a client's offers: for this project's own server. */
  @SuppressWarnings("exports") // its types are for the modules of this project only
  public PerMessageDeflate.Result accept(List<Extension> offered) {
    return PerMessageDeflate.accept(offered, wanted);
  }

  /** What a connection receives with: for this project's own connections. */
  @SuppressWarnings("exports")
  public MessageInflater inflater(PerMessageDeflate agreed, Role role) {
    return new MessageInflater(agreed, role, ZlibPool.SHARED);
  }

  /** What a connection sends with: for this project's own connections. */
  @SuppressWarnings("exports")
  public MessageDeflater deflater(PerMessageDeflate agreed, Role role) {
    return new MessageDeflater(agreed, role, level, threshold, ZlibPool.SHARED);
  }

  /** How a side compresses messages that are prepared for many connections. */
  SharedDeflate shared(PerMessageDeflate agreed, Role role) {
    return new SharedDeflate(agreed.windowBits(role), level, threshold);
  }

  /** "Compression[PerMessageDeflate[...], level -1, from 256 bytes]": for logs. */
  @Override
  public String toString() {
    return "Compression[" + wanted + ", level " + level + ", from " + threshold + " bytes]";
  }
}

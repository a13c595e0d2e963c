// The workloads of PROTOCOL.md, for calls that wait. A session has write(payload) and read(), which gives
// the length of the binary message that came.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

using Clock = std::chrono::steady_clock;

struct Result {
  std::uint64_t messages;
  std::uint64_t nanos;
};

inline std::uint64_t nanos(Clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
}

template <class Session>
void expect(Session& session, std::size_t size) {
  std::size_t length = session.read();
  if (length != size) {
    throw std::runtime_error(std::to_string(length) + " bytes came back instead of " + std::to_string(size));
  }
}

// A request with its response is a batch of one.
template <class Session>
Result batches(Session& session, std::string const& payload, std::size_t count, Clock::duration duration,
               std::vector<std::uint64_t>& times) {
  std::uint64_t messages = 0;
  auto start = Clock::now();
  for (;;) {
    auto begin = Clock::now();
    for (std::size_t i = 0; i < count; i++) {
      session.write(payload);
    }
    for (std::size_t i = 0; i < count; i++) {
      expect(session, payload.size());
    }
    auto now = Clock::now();
    times.push_back(nanos(now - begin));
    messages += count;
    if (now - start >= duration) {
      return {messages, nanos(now - start)};
    }
  }
}

template <class Session>
Result stream(Session& session, std::string const& payload, std::size_t window, Clock::duration duration) {
  std::uint64_t messages = 0;
  auto start = Clock::now();
  for (std::size_t i = 0; i < window; i++) {
    session.write(payload);
  }
  for (std::size_t under_way = window; under_way > 0;) {
    expect(session, payload.size());
    messages++;
    if (Clock::now() - start < duration) {
      session.write(payload);
    } else {
      under_way--;
    }
  }
  return {messages, nanos(Clock::now() - start)};
}

/* Anonymous usage telemetry for C++17: nemo_telemetry.h with objects that end by themselves.
 * Apache-2.0. */

#ifndef NEMO_TELEMETRY_HPP
#define NEMO_TELEMETRY_HPP

#include "nemo_telemetry.h"

#include <chrono>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace nemo {

/// Options that cannot be used.
class OptionsError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

namespace detail {

/// A text of the library as a string.
inline std::string taken(char* text, std::size_t length) {
  const std::unique_ptr<char, decltype(&nt_text_free)> owner(text, &nt_text_free);
  return std::string(text, length);
}

template <typename Call>
std::string ask(Call&& call) {
  std::size_t length = 0;
  char* const text = call(&length);
  return taken(text, length);
}

/// Milliseconds as the library takes them.
inline std::uint32_t time(std::chrono::milliseconds time) {
  const auto count = time.count();
  return count < 0 ? 0 : count > UINT32_MAX ? UINT32_MAX : static_cast<std::uint32_t>(count);
}

}  // namespace detail

/// A program's telemetry. It may be used from any thread, and is closed within 50 ms when it goes.
class Telemetry {
 public:
  /// How long a destructor waits.
  static constexpr std::chrono::milliseconds kExit{50};

  /// Opens it; nt_open says what the options are.
  ///
  /// Throws OptionsError where they cannot be used, and std::runtime_error where the library has
  /// another interface than this header.
  explicit Telemetry(std::string_view options) {
    if (nt_abi_version() != NT_ABI_VERSION) {
      throw std::runtime_error("libnemo_telemetry has another interface than its header");
    }
    char* problem = nullptr;
    handle_ = nt_open(options.data(), options.size(), &problem);
    if (problem != nullptr) {
      throw OptionsError(detail::taken(problem, std::strlen(problem)));
    }
  }

  Telemetry(const Telemetry&) = delete;
  Telemetry& operator=(const Telemetry&) = delete;
  Telemetry(Telemetry&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
  Telemetry& operator=(Telemetry&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Telemetry() {
    if (handle_ != 0) {
      nt_text_free(nt_close(handle_, detail::time(kExit), nullptr));
    }
  }

  /// Takes an event with its parameters, a JSON object, and returns at once.
  nt_answer enqueue(std::string_view event, std::string_view parameters) noexcept {
    return static_cast<nt_answer>(
        nt_enqueue(handle_, event.data(), event.size(), parameters.data(), parameters.size()));
  }

  /// Takes events as JSON Lines.
  nt_answer enqueue_lines(std::string_view lines) noexcept {
    return static_cast<nt_answer>(nt_enqueue_lines(handle_, lines.data(), lines.size()));
  }

  /// Sends what is queued, and waits for it, or so long. The ledger, as JSON.
  std::string flush(std::chrono::milliseconds longest) {
    return detail::ask([&](std::size_t* length) {
      return nt_flush(handle_, detail::time(longest), length);
    });
  }

  /// Ends within that time. The ledger, as JSON. Afterwards events are answered with NT_CLOSED.
  std::string close(std::chrono::milliseconds longest = kExit) {
    return detail::ask([&](std::size_t* length) {
      return nt_close(handle_, detail::time(longest), length);
    });
  }

  /// A person says no. The ledger, as JSON.
  std::string opt_out(std::chrono::milliseconds longest) {
    return detail::ask([&](std::size_t* length) {
      return nt_opt_out(handle_, detail::time(longest), length);
    });
  }

  /// Where every event is, as JSON.
  std::string ledger() const {
    return detail::ask([&](std::size_t* length) { return nt_ledger(handle_, length); });
  }

  /// How it stands, as JSON.
  std::string status() const {
    return detail::ask([&](std::size_t* length) { return nt_status(handle_, length); });
  }

 private:
  nt_handle handle_ = 0;
};

/// Checks an event's parameters; without a version in the newest. What nt_validate returns.
inline std::string validate(std::string_view event, std::string_view parameters,
                            std::optional<std::string_view> version = std::nullopt) {
  return detail::ask([&](std::size_t* length) {
    return nt_validate(event.data(), event.size(), version ? version->data() : nullptr,
                       version ? version->size() : 0, parameters.data(), parameters.size(), length);
  });
}

/// The exact bodies of JSON Lines; what nt_preview returns.
inline std::string preview(std::string_view options, std::string_view lines) {
  return detail::ask([&](std::size_t* length) {
    return nt_preview(options.data(), options.size(), lines.data(), lines.size(), length);
  });
}

/// A label; what nt_label returns.
inline std::string label(std::string_view name, std::string_view input) {
  return detail::ask([&](std::size_t* length) {
    return nt_label(name.data(), name.size(), input.data(), input.size(), length);
  });
}

}  // namespace nemo

#endif

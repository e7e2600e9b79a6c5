package Nemo::Telemetry;

# A program's telemetry. It is closed within 50 ms when the object goes.

use strict;
use warnings;

use FFI::Platypus 2.00;
use JSON::PP ();

my $ffi = FFI::Platypus->new(api => 2, lib => $ENV{NEMO_TELEMETRY_LIBRARY} // 'libnemo_telemetry.so.0');
$ffi->attach([nt_abi_version => '_abi_version'] => [] => 'uint32');
$ffi->attach([nt_open => '_open'] => ['string', 'size_t', 'opaque*'] => 'uint64');
$ffi->attach([nt_enqueue => '_enqueue'] => ['uint64', 'string', 'size_t', 'string', 'size_t'] => 'sint32');
$ffi->attach([nt_flush => '_flush'] => ['uint64', 'uint32', 'opaque'] => 'opaque');
$ffi->attach([nt_close => '_close'] => ['uint64', 'uint32', 'opaque'] => 'opaque');
$ffi->attach([nt_ledger => '_ledger'] => ['uint64', 'opaque'] => 'opaque');
$ffi->attach([nt_status => '_status'] => ['uint64', 'opaque'] => 'opaque');
$ffi->attach([nt_text_free => '_text_free'] => ['opaque'] => 'void');

die "libnemo_telemetry has another interface\n" if _abi_version() != 1;

my $json = JSON::PP->new->utf8->canonical;

# Opens it, with the options that nt_open takes; `product` has to be there. Dies where they cannot be used.
sub new {
    my ($class, %options) = @_;
    my $text = $json->encode(\%options);
    my $problem;
    my $handle = _open($text, length $text, \$problem);
    die _text($problem) . "\n" if !$handle;
    return bless { handle => $handle }, $class;
}

# Takes an event, and returns at once whether it is on its way to be checked.
sub enqueue {
    my ($self, $event, %parameters) = @_;
    my $text = $json->encode(\%parameters);
    return _enqueue($self->{handle}, $event, length $event, $text, length $text) == 0;
}

# Sends what is queued, and waits so many milliseconds for it. Returns the ledger.
sub flush {
    my ($self, $milliseconds) = @_;
    return $json->decode(_text(_flush($self->{handle}, $milliseconds // 2000, undef)));
}

# Ends within that time. Returns the ledger.
sub close {
    my ($self, $milliseconds) = @_;
    return $json->decode(_text(_close($self->{handle}, $milliseconds // 50, undef)));
}

# Where every event is.
sub ledger {
    my ($self) = @_;
    return $json->decode(_text(_ledger($self->{handle}, undef)));
}

# How it stands, and why.
sub status {
    my ($self) = @_;
    return $json->decode(_text(_status($self->{handle}, undef)));
}

sub DESTROY {
    my ($self) = @_;
    _text(_close($self->{handle}, 50, undef)) if $self->{handle};
    return;
}

# A text of the library, which gets it back.
sub _text {
    my ($pointer) = @_;
    my $text = $ffi->cast('opaque' => 'string', $pointer);
    _text_free($pointer);
    return $text;
}

1;

#!/usr/bin/env perl
# Sends an event and prints where it is: `perl example.pl ENDPOINT [MILLISECONDS]`.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP ();
use Nemo::Telemetry;

die "usage: perl example.pl ENDPOINT [MILLISECONDS]\n" if !@ARGV;
my ($endpoint, $milliseconds) = @ARGV;
my $telemetry = Nemo::Telemetry->new(
    product       => 'agent-toolkit',
    clientVersion => '1.9.0',
    enabled       => JSON::PP::true,
    endpoint      => $endpoint,
);
$telemetry->enqueue('nat_cli_command', command => 'run', taskStatus => 'success', pythonVersion => '3.12');
$telemetry->flush($milliseconds);
print JSON::PP->new->canonical->encode($telemetry->close(300)), "\n";

using Holdfast.Wire.Messages;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>Every limit of an HTTP/2 connection. What a client can make us hold or do without asking a question is bounded here.</summary>
internal static class Http2Limits
{
    /// <summary>Requests of one connection under way (RFC 9113 §5.1.2); further ones are refused. <see cref="ServerOptions.MaxMissesPerConnection"/> may lower it.</summary>
    public const int ConcurrentStreams = 256;

    /// <summary>The largest frame we take; also the least that the RFC lets us take (§4.2).</summary>
    public const int FrameOctets = 16_384;

    /// <summary>A header block with all its CONTINUATION frames, compressed (CVE-2024-27316). A longer one ends the connection.</summary>
    public const int HeaderBlockOctets = 16_384;

    /// <summary>CONTINUATION frames of one header block, empty ones too. More end the connection.</summary>
    public const int Continuations = 8;

    /// <summary>A request's header list, decompressed (§6.5.2). A longer one gets status 431.</summary>
    public const int HeaderListOctets = 16_384;

    /// <summary>What the client may make us remember of its headers (RFC 7541 §4.2); the protocol's default.</summary>
    public const int HeaderTableOctets = 4096;

    /// <summary>Where header strings are decoded to: eight fifths of a block, the longest expansion, and a name from the table.</summary>
    public const int HeaderScratchOctets = 32_768;

    /// <summary>What we take before we say that it is taken: for each stream, and for the connection (§6.9.2); the protocol's default.</summary>
    public const int ReceiveWindowOctets = 65_535;

    /// <summary>Parts of queries and unsent responses that one connection may make us keep. More ends the connection.</summary>
    public const int HeldOctets = 256 << 10;

    /// <summary>
    /// How many frames that ask nothing a client may send ahead of its questions: PING, SETTINGS, WINDOW_UPDATE, PRIORITY,
    /// parts of a body (RFC 9113 §10.5; CVE-2019-9511 to 9518). More end the connection.
    /// </summary>
    public const int IdleFrames = 1000;

    /// <summary>How many of those an answered request makes up for.</summary>
    public const int IdleFramesPerAnswer = 4;

    /// <summary>
    /// How many of those a reset counts for, by the client (CVE-2023-44487) or forced on us (CVE-2025-8671). Besides, a
    /// request keeps its place among <see cref="ConcurrentStreams"/> until its question is answered, reset or not.
    /// </summary>
    public const int IdleFramesPerReset = 4;

    /// <summary>What is read at once: a whole frame at least.</summary>
    public const int InputOctets = 32 << 10;

    /// <summary>What is written at once: a few of the longest responses, or many usual ones.</summary>
    public const int OutputOctets = 256 << 10;

    /// <summary>The longest thing written at a time: a message, its headers, and the frames around them.</summary>
    public const int ResponseOctets = Message.MaxOctets + ResponseHead.MaxOctets + (FrameHeader.Octets * 8);
}

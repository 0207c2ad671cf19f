#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Training.TensorBoard
{
    /// <summary>TensorBoard's Event message, in the three kinds that a run needs. Field numbers are those of its .proto files.</summary>
    internal static class EventMessage
    {
        private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5, SessionLog = 7;
        private const int Value = 1, Tag = 1, SimpleValue = 2;                  // of Summary and Summary.Value
        private const int Status = 1, Start = 1;                                // of SessionLog

        /// <summary>The first of every file.</summary>
        internal static byte[] Version(DateTimeOffset time) => Begin(time).Text(FileVersion, "brain.Event:2").ToArray();

        /// <summary>A resumed run begins: readers drop what older files say of this step and later ones.</summary>
        internal static byte[] SessionStart(DateTimeOffset time, long step) =>
            Begin(time).Integer(Step, step).Message(SessionLog, new ProtoBuffer().Integer(Status, Start)).ToArray();

        /// <summary>Numbers of one step; TensorBoard keeps them as 32-bit floats.</summary>
        internal static byte[] Scalars(DateTimeOffset time, long step, IEnumerable<KeyValuePair<string, double>> values)
        {
            var summary = new ProtoBuffer();
            foreach (var value in values)
                summary.Message(Value, new ProtoBuffer().Text(Tag, value.Key).Float(SimpleValue, (float)value.Value));
            return Begin(time).Integer(Step, step).Message(Summary, summary).ToArray();
        }

        private static ProtoBuffer Begin(DateTimeOffset time) =>
            new ProtoBuffer().Double(WallTime, time.ToUnixTimeMilliseconds() / 1000.0);
    }
}

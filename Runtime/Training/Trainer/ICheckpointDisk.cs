#nullable enable
using System;

namespace Repartee.Training.Trainer
{
    /// <summary>What a checkpoint store does to the disk, one step at a time, so that a fault can be tried at each.</summary>
    internal interface ICheckpointDisk
    {
        /// <summary>Makes a file of a checkpoint, or several.</summary>
        /// <param name="path">The file, or its folder.</param>
        /// <param name="write">Writes it.</param>
        void Write(string path, Action<string> write);

        /// <summary>Renames a folder to a free name.</summary>
        void Move(string from, string to);

        /// <summary>Deletes a folder and all in it.</summary>
        void Delete(string folder);

        /// <summary>Makes what was written into a folder outlive a loss of power, where the system can do so.</summary>
        void Flush(string folder);
    }
}

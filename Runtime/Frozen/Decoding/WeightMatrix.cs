#nullable enable
using System;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// A weight matrix on its way from the file into memory. Until it is resident, its groups are packed anew each time they are used: a
    /// first token need not wait until everything has been copied. The results are the same to the last bit.
    /// </summary>
    internal sealed unsafe class WeightMatrix : IDisposable
    {
        private TensorRows? source;
        private PackedMatrix? filling;
        private PackedMatrix? resident;

        internal WeightMatrix(TensorRows source)
        {
            this.source = source;
            (Columns, Type) = (source.Columns, source.Type);
            Groups = PackedMatrix.GroupsOf(source.Rows);
            GroupBytes = PackedMatrix.SizeOfGroup(Columns, Type);
        }

        /// <param name="resident">In memory already; not owned.</param>
        internal WeightMatrix(PackedMatrix resident)
        {
            this.resident = resident;
            (Columns, Type, Groups, GroupBytes) = (resident.Columns, resident.Type, resident.Groups, resident.GroupBytes);
        }

        internal int Columns { get; }

        internal WeightType Type { get; }

        internal int Groups { get; }

        internal long GroupBytes { get; }

        /// <summary>Bytes it takes in memory once it is resident.</summary>
        internal long Bytes => Groups * GroupBytes;

        internal bool IsResident => resident != null;

        /// <summary>Makes the memory. Between two passes, as <see cref="EndFilling"/>.</summary>
        internal void BeginFilling() => filling = new PackedMatrix(source!.Rows, Columns, Type);

        /// <summary>Packs one group into it. Any thread.</summary>
        internal void Fill(int group) => source!.Pack(group, filling!.Group(group));

        /// <summary>From now on it is used, and the file is not any more.</summary>
        internal void EndFilling() => (resident, source) = (filling, null);

        /// <summary>Some packed groups, one behind the other.</summary>
        /// <param name="first">The first.</param>
        /// <param name="count">How many.</param>
        /// <param name="scratch">Where to pack them if the matrix is not resident.</param>
        internal byte* Packed(int first, int count, MemberScratch scratch)
        {
            if (resident != null) return resident.Group(first);
            byte* packed = scratch.Packing(count * GroupBytes);
            for (int i = 0; i < count; i++) source!.Pack(first + i, packed + i * GroupBytes);
            return packed;
        }

        /// <summary>One row as float32: an embedding.</summary>
        internal void ReadRow(int row, float* destination)
        {
            if (resident != null) resident.ReadRow(row, destination);
            else source!.Read(row, destination);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            filling?.Dispose();
            (filling, resident) = (null, null);
        }
    }
}
